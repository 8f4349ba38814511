package dev.procession.internal.proc;

import java.util.concurrent.CompletableFuture;

/** In a child: the end of the parent, as something that can be waited for. */
public final class ParentEnd {
  private static final CompletableFuture<Void> END = new CompletableFuture<>();

  private ParentEnd() {}

  /** Completes when the parent has ended; this process then has half a second left. */
  public static CompletableFuture<Void> future() {
    return END.copy();
  }

  /** As {@link #future()}, for waits; not to be completed by anyone. */
  public static CompletableFuture<Void> end() {
    return END;
  }

  /** Called by the control thread. */
  static void happened() {
    END.complete(null);
  }
}
