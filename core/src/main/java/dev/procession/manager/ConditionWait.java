package dev.procession.manager;

import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A call that waits for a condition, and then for the lock. The second wait is one in the lock's
 * line, as which this is a call itself: it has the lock back before the caller is told how the
 * first wait ended.
 *
 * <p>The first wait ends by a signal; when its time is up; when the call is taken back. The second
 * ends when the lock is there; when the caller is gone.
 */
final class ConditionWait extends Call implements Call.Waiting {
  /** Why the wait for the condition has ended. */
  enum Reason {
    SIGNAL,
    TIME,
    INTERRUPT
  }

  private final Call call;
  private final LockServant lock;
  private final ConditionServant condition;

  // All guarded by the lock's guard.

  private int holds;
  private @Nullable Future<?> alarm;
  private @Nullable Reason reason;
  private Call.@Nullable Waiting retaking;

  /** Whether the second wait has ended too. */
  private boolean over;

  ConditionWait(Call call, LockServant lock, ConditionServant condition) {
    this.call = call;
    this.lock = lock;
    this.condition = condition;
  }

  /** Frees the lock, and waits from now on. With the guard held. */
  void begin(long nanos) {
    holds = lock.freeFor(this);
    if (nanos <= 0) {
      wake(Reason.TIME);
    } else if (nanos != Line.FOREVER) {
      alarm = Alarms.in(nanos, () -> lock.guard.run(() -> wake(Reason.TIME)));
    }
  }

  /** Ends the wait for the condition, unless it has ended. With the guard held. */
  void wake(Reason why) {
    if (reason != null) {
      return;
    }
    reason = why;
    leaveCondition();
    Call before = Call.enter(this);
    try {
      lock.takeAgain(this, holds);
    } finally {
      Call.leave(before);
    }
    if (!isSuspended()) {
      lock.guard.send(() -> done(null));
    }
  }

  private void leaveCondition() {
    condition.leave(this);
    if (alarm != null) {
      alarm.cancel(false);
    }
  }

  /** It has the lock. With the guard held. */
  void taken() {
    over = true;
    lock.forget(this);
  }

  @Override
  public void cancel() {
    lock.guard.run(
        () -> {
          if (caller().client().hasEnded()) {
            abandon();
          } else {
            wake(Reason.INTERRUPT);
          }
        });
  }

  /** The caller is gone and gets no lock; its signal goes to another. With the guard held. */
  void abandon() {
    if (over) {
      return;
    }
    over = true;
    lock.forget(this);
    if (reason == null) {
      reason = Reason.INTERRUPT;
      leaveCondition();
      lock.guard.send(() -> done(null));
    } else if (retaking != null) {
      retaking.cancel();
    }
    if (reason == Reason.SIGNAL) {
      condition.wake(1);
    }
  }

  // ---- as the call that waits for the lock ------------------------------------------------------

  @Override
  Caller caller() {
    return call.caller();
  }

  @Override
  void suspend(Call.Waiting waiting) {
    super.suspend(waiting);
    retaking = waiting;
  }

  @Override
  void done(@Nullable Object value) {
    if (reason == Reason.INTERRUPT) {
      call.failed(new InterruptedException("interrupted while waiting for a condition"));
    } else {
      call.done(reason == Reason.SIGNAL);
    }
  }

  @Override
  void failed(Throwable error) {
    call.failed(error);
  }

  @Override
  void takes(Delivery delivery) {
    call.takes(delivery);
  }
}
