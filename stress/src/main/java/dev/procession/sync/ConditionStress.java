package dev.procession.sync;

import dev.procession.internal.shm.LockLayout;
import dev.procession.internal.shm.RobustLock;
import dev.procession.internal.shm.SegmentKind;
import dev.procession.internal.shm.SegmentPlan;
import dev.procession.internal.shm.StressSegments;
import dev.procession.internal.shm.StressTime;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The slots of a condition. */
public final class ConditionStress {
  /** A condition grows into its slots; two are used here. */
  private static final int FEW_SLOTS = 2;

  private static final StressSegments SEGMENTS =
      new StressSegments(
          new SegmentPlan(
              SegmentKind.CONDITION,
              "",
              0,
              ConditionLayout.SLOTS - SegmentPlan.WORDS + FEW_SLOTS * ConditionLayout.SLOT_SIZE,
              ConditionLayout.gates(),
              1,
              0));

  private static final StressSegments LOCKS =
      new StressSegments(
          new SegmentPlan(
              SegmentKind.LOCK,
              "",
              0,
              LockLayout.SIZE,
              new int[] {RobustLock.gate(SegmentPlan.WORDS)},
              1,
              0));

  private ConditionStress() {}

  private static boolean awaitSignal(ConditionState condition, int slot, long nanos) {
    try {
      return condition.awaitSignal(slot, nanos, false, () -> true);
    } catch (InterruptedException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Who finds, with the lock held, that it must wait, gets the signal for what changes then. */
  @JCStressTest
  @Outcome(id = "0, 1, 0", expect = Expect.ACCEPTABLE, desc = "did not have to wait")
  @Outcome(id = "1, 1, 0", expect = Expect.ACCEPTABLE, desc = "signalled")
  @Outcome(id = "-1, 1, 0", expect = Expect.FORBIDDEN, desc = "nobody signalled it, or woke it")
  @State
  public static class SignalWhileAwaited {
    private final RobustLock lock = new RobustLock(LOCKS.next(), SegmentPlan.WORDS);
    private final ConditionState condition = new ConditionState(SEGMENTS.next());
    private int done;

    /** Waits until it is done, as {@link SharedCondition} does. */
    @Actor
    public void waiter(III_Result result) {
      lock.lock();
      if (done == 0) {
        int slot = condition.enlist();
        lock.unlock();
        long begin = System.nanoTime();
        boolean signalled = awaitSignal(condition, slot, StressTime.patience());
        result.r1 = StressTime.isPrompt(begin) && signalled ? 1 : -1;
        lock.lock();
        condition.leave(slot);
      }
      result.r2 = done;
      lock.unlock();
    }

    /** Does it. */
    @Actor
    public void signaller() {
      StressTime.pause();
      lock.lock();
      done = 1;
      condition.signal(1);
      lock.unlock();
    }

    /** Who waits still. */
    @Arbiter
    public void end(III_Result result) {
      result.r3 = condition.waiters();
    }
  }

  /** The one who gives up has been signalled, or else the next one is; not both. */
  @JCStressTest
  @Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "in time")
  @Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "too late, for the next one")
  @Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "the signal is lost")
  @Outcome(id = "true, true", expect = Expect.FORBIDDEN, desc = "two for one")
  @State
  public static class SignalAgainstTimeout {
    private final ConditionState condition = new ConditionState(SEGMENTS.next());
    private final int first = condition.enlist();
    private final int second = condition.enlist();

    /** Signals one. */
    @Actor
    public void signaller() {
      StressTime.pauseForTimeout();
      condition.signal(1);
    }

    /** Does not wait for long. */
    @Actor
    public void waiter(ZZ_Result result) {
      result.r1 = awaitSignal(condition, first, StressTime.someNanos());
      condition.leave(first);
    }

    /** Whether the next one has been signalled. */
    @Arbiter
    public void end(ZZ_Result result) {
      result.r2 = awaitSignal(condition, second, 0);
    }
  }

  /** The one whose condition is closed leaves the signal to the next one. */
  @JCStressTest
  @Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "for the next one")
  @Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "the signal is lost")
  @State
  public static class SignalAgainstClose {
    private final ConditionState condition = new ConditionState(SEGMENTS.next());
    private final int first = condition.enlist();
    private final int second = condition.enlist();

    /** Signals one. */
    @Actor
    public void signaller() {
      StressTime.pause();
      condition.signal(1);
    }

    /** Closes the condition for the first one. */
    @Actor
    public void closer() {
      StressTime.pause();
      condition.evict(first);
    }

    /** Whether the next one has been signalled. */
    @Arbiter
    public void end(ZZ_Result result) {
      result.r2 = awaitSignal(condition, second, 0);
    }
  }

  /** Who gives up is signalled or not, and signalling all reaches the other in any case. */
  @JCStressTest
  @Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "both")
  @Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "too late, the other")
  @Outcome(
      id = {"true, false", "false, false"},
      expect = Expect.FORBIDDEN,
      desc = "left out")
  @State
  public static class SignalAllAgainstTimeout {
    private final ConditionState condition = new ConditionState(SEGMENTS.next());
    private final int first = condition.enlist();
    private final int second = condition.enlist();

    /** Does not wait for long. */
    @Actor
    public void waiter(ZZ_Result result) {
      result.r1 = awaitSignal(condition, first, StressTime.someNanos());
      condition.leave(first);
    }

    /** Signals all. */
    @Actor
    public void signaller() {
      StressTime.pauseForTimeout();
      condition.signal(Integer.MAX_VALUE);
    }

    /** Whether the other has been signalled. */
    @Arbiter
    public void end(ZZ_Result result) {
      result.r2 = awaitSignal(condition, second, 0);
    }
  }
}
