package dev.procession.manager;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A call that has been sent and not been answered. */
final class PendingCall {
  private final int id;

  /** Null if a thread waits. */
  private final @Nullable CompletableFuture<@Nullable Object> future;

  /** What a call of a future was made of, until it is answered; null for others. */
  private @Nullable LaterCall origin;

  /** Who waits; null if nobody does, as for most futures. */
  private volatile @Nullable Thread waiter;

  /** Whether the reader for futures is to read the answer. Written before the call is sent. */
  private volatile boolean expected;

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

  /** Says what this was made of, before it is sent. */
  PendingCall madeOf(LaterCall origin) {
    this.origin = origin;
    return this;
  }

  int id() {
    return id;
  }

  boolean isDone() {
    return done;
  }

  /** The reader for futures is to read the answer. */
  void expect() {
    expected = true;
  }

  boolean isExpected() {
    return expected;
  }

  /** A thread waits although there is a future. */
  void awaitedBy(Thread thread) {
    waiter = thread;
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
    if (future != null) {
      finish(future, origin);
      origin = null;
    }
    done = true;
    Thread waiter = this.waiter;
    if (waiter != null && waiter != Thread.currentThread()) {
      LockSupport.unpark(waiter);
    }
  }

  /** What hangs on a future is the user's code, which must not hold up who reads answers. */
  private void finish(CompletableFuture<@Nullable Object> future, @Nullable LaterCall origin) {
    if (error instanceof UnsettledException unsettled && origin != null) {
      elsewhere(() -> settle(future, origin, unsettled));
    } else if (future.getNumberOfDependents() == 0) {
      complete(future, value, error);
    } else {
      elsewhere(() -> complete(future, value, error));
    }
  }

  private static void elsewhere(Runnable task) {
    Thread.ofVirtual().name("procession-manager-future").start(task);
  }

  /** Asks the next manager, and may make the call once more. */
  private static void settle(
      CompletableFuture<@Nullable Object> future, LaterCall origin, UnsettledException unsettled) {
    try {
      origin.settle(unsettled).whenComplete((value, error) -> complete(future, value, error));
    } catch (RuntimeException e) {
      future.completeExceptionally(e);
    }
  }

  private static void complete(
      CompletableFuture<@Nullable Object> future,
      @Nullable Object value,
      @Nullable Throwable error) {
    if (error == null) {
      future.complete(Copies.ofNullable(value));
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
