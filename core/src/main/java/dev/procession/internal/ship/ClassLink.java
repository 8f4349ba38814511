package dev.procession.internal.ship;

import java.io.IOException;

/** A child's way to its parent's class loaders. Used by any thread. */
public interface ClassLink {

  /**
   * Asks and waits for the answer, whether or not the thread is interrupted meanwhile.
   *
   * @throws IOException if the parent is gone or does not answer
   */
  Answer ask(Question question) throws IOException;
}
