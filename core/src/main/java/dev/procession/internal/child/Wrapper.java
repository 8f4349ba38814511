package dev.procession.internal.child;

import dev.procession.Action;

/** A task of ours around one of the user's. */
public interface Wrapper extends Action {

  /** What the user gave. */
  Object wrapped();
}
