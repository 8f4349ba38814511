package dev.procession.sync;

import dev.procession.Action;
import dev.procession.internal.shm.LockWord;
import dev.procession.internal.shm.Segment;
import dev.procession.internal.shm.SegmentKind;
import dev.procession.internal.shm.SegmentPlan;
import dev.procession.internal.shm.StressSegments;
import dev.procession.internal.shm.StressTime;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** The state and the arrivals of a barrier of two. */
public final class BarrierStress {
  private static final int PARTIES = 2;

  // What came of coming, beside the index:
  private static final int LATE = -1;
  private static final int BROKEN = -2;
  private static final int TIMEOUT = -3;
  private static final int UNSEEN = -4;

  private static final StressSegments SEGMENTS =
      new StressSegments(
          new SegmentPlan(
              SegmentKind.BARRIER, "", 0, BarrierLayout.SIZE, BarrierLayout.gates(), 1, 0));

  private BarrierStress() {}

  private static BarrierState barrier() {
    Segment segment = SEGMENTS.next();
    BarrierState.initialize(segment, PARTIES, LockWord.FOREVER);
    return new BarrierState(segment);
  }

  private static int come(BarrierState barrier, @Nullable Action action) {
    return come(barrier, StressTime.patience(), action);
  }

  private static int come(BarrierState barrier, long nanos, @Nullable Action action) {
    long begin = System.nanoTime();
    int end;
    try {
      end = barrier.await(nanos, action, () -> true);
    } catch (BrokenBarrierException e) {
      end = BROKEN;
    } catch (TimeoutException e) {
      end = TIMEOUT;
    } catch (InterruptedException impossible) {
      throw new IllegalStateException(impossible);
    }
    return StressTime.isPrompt(begin) ? end : LATE;
  }

  /** Both leave, twice, each with a number of its own, and see what the other did before. */
  @JCStressTest
  @Outcome(
      id = {"0, 1, 0, 1", "0, 1, 1, 0", "1, 0, 0, 1", "1, 0, 1, 0"},
      expect = Expect.ACCEPTABLE,
      desc = "numbered as they came")
  @State
  public static class Leave {
    private final BarrierState barrier = barrier();
    private int one;
    private int other;

    /** One. */
    @Actor
    public void one(IIII_Result result) {
      StressTime.pause();
      one = 1;
      int first = come(barrier, null);
      result.r1 = other == 1 ? first : UNSEEN;
      result.r3 = come(barrier, null);
    }

    /** The other. */
    @Actor
    public void other(IIII_Result result) {
      other = 1;
      int first = come(barrier, null);
      result.r2 = one == 1 ? first : UNSEEN;
      StressTime.pause();
      result.r4 = come(barrier, null);
    }
  }

  /** The action is run once, by the last one, before either leaves. */
  @JCStressTest
  @Outcome(
      id = {"0, 1, 1, 1", "1, 0, 1, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "run before both left")
  @State
  public static class Act {
    private final BarrierState barrier = barrier();
    private int acted;

    private void act() {
      StressTime.pause();
      acted++;
    }

    /** One. */
    @Actor
    public void one(IIII_Result result) {
      StressTime.pause();
      result.r1 = come(barrier, this::act);
      result.r3 = acted;
    }

    /** The other. */
    @Actor
    public void other(IIII_Result result) {
      result.r2 = come(barrier, this::act);
      result.r4 = acted;
    }
  }

  /** Who comes before a reset is told, and does not count after it; both leave or neither does. */
  @JCStressTest
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "came after the reset")
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "came last")
  @Outcome(id = "-2, -3", expect = Expect.ACCEPTABLE, desc = "reset, or too late")
  @Outcome(id = "0, -3", expect = Expect.FORBIDDEN, desc = "the reset let it go")
  @State
  public static class ResetAgainstComing {
    private final BarrierState barrier = barrier();

    /** Comes. */
    @Actor
    public void comer(II_Result result) {
      StressTime.pause();
      result.r1 = come(barrier, null);
    }

    /** Resets it, then comes for a moment, so that the other need not wait for ever. */
    @Actor
    public void resetter(II_Result result) {
      StressTime.pause();
      barrier.reset();
      result.r2 = come(barrier, StressTime.someNanos(), null);
    }
  }

  /** Who waits is woken when the barrier breaks, and who comes later is told. */
  @JCStressTest
  @Outcome(id = "-2, 1", expect = Expect.ACCEPTABLE, desc = "told")
  @Outcome(id = "-1, 1", expect = Expect.FORBIDDEN, desc = "nobody woke it")
  @State
  public static class AbortAgainstComing {
    private final BarrierState barrier = barrier();

    /** Comes. */
    @Actor
    public void comer(II_Result result) {
      result.r1 = come(barrier, null);
    }

    /** Breaks it. */
    @Actor
    public void breaker(II_Result result) {
      StressTime.pause();
      barrier.abort();
      result.r2 = barrier.isBroken() ? 1 : 0;
    }
  }

  /** If the one gives up, the other does not leave as if both had come. */
  @JCStressTest
  @Outcome(
      id = {"0, 1", "1, 0"},
      expect = Expect.ACCEPTABLE,
      desc = "both came in time")
  @Outcome(id = "-3, -2", expect = Expect.ACCEPTABLE, desc = "the one gave up")
  @Outcome(
      id = {"-3, 0", "-3, 1", "0, -2", "1, -2"},
      expect = Expect.FORBIDDEN,
      desc = "one left alone")
  @State
  public static class TimeoutAgainstComing {
    private final BarrierState barrier = barrier();

    /** Does not wait for long. */
    @Actor
    public void impatient(II_Result result) {
      result.r1 = come(barrier, StressTime.someNanos(), null);
    }

    /** Waits. */
    @Actor
    public void patient(II_Result result) {
      StressTime.pauseForTimeout();
      result.r2 = come(barrier, null);
    }
  }
}
