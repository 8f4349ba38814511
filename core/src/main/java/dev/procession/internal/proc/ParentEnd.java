package dev.procession.internal.proc;

import java.util.concurrent.CompletableFuture;

/** In a child: the end of the parent, as something that can be waited for. */
public final class ParentEnd {
  private static final CompletableFuture<Void> END = new CompletableFuture<>();

  /** Completed after that, by a thread that user code may hold up. */
  private static final CompletableFuture<Void> TOLD = new CompletableFuture<>();

  private ParentEnd() {}

  /** Completes when the parent has ended; this process then has half a second left. */
  public static CompletableFuture<Void> future() {
    return TOLD.copy();
  }

  /** As {@link #future()}, for waits; no action may be left here. */
  public static CompletableFuture<Void> end() {
    return END;
  }

  /** Called by the control thread. */
  static void happened() {
    END.complete(null);
  }

  /** Runs what has been left on {@link #future()}. */
  static void tell() {
    TOLD.complete(null);
  }
}
