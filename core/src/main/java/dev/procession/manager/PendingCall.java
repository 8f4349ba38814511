package dev.procession.manager;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A call that has been sent and not been answered. */
final class PendingCall {
  private final int id;

  /** Null if a thread waits. */
  private final @Nullable CompletableFuture<@Nullable Object> future;

  /** Who waits; null for a future. */
  private final @Nullable Thread waiter;

  /** Written once, by whoever reads answers, before {@link #done}. */
  private @Nullable Object value;

  /** Likewise; null if there is a value. */
  private @Nullable Throwable error;

  /** Written last by whoever reads answers; read by the waiter. */
  private volatile boolean done;

  PendingCall(int id, @Nullable CompletableFuture<@Nullable Object> future) {
    this.id = id;
    this.future = future;
    this.waiter = future == null ? Thread.currentThread() : null;
  }

  int id() {
    return id;
  }

  boolean isDone() {
    return done;
  }

  boolean isAsync() {
    return future != null;
  }

  void answer(@Nullable Object value) {
    this.value = value;
    finish();
  }

  void refuse(Throwable error) {
    this.error = error;
    finish();
  }

  private void finish() {
    done = true;
    if (waiter != null && waiter != Thread.currentThread()) {
      LockSupport.unpark(waiter);
    }
    if (future != null) {
      finish(future);
    }
  }

  /** What hangs on a future is the user's code, which must not hold up who reads answers. */
  private void finish(CompletableFuture<@Nullable Object> future) {
    if (future.getNumberOfDependents() == 0) {
      settle(future);
    } else {
      Thread.ofVirtual().name("procession-manager-future").start(() -> settle(future));
    }
  }

  private void settle(CompletableFuture<@Nullable Object> future) {
    if (error == null) {
      future.complete(value);
    } else {
      future.completeExceptionally(error);
    }
  }

  /** Has the waiter look again. */
  void nudge() {
    LockSupport.unpark(waiter);
  }

  /** The answer; to be asked for when it is there. */
  @Nullable Object result() throws Throwable {
    if (error != null) {
      throw error;
    }
    return value;
  }
}
