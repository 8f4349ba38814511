package dev.procession.sync;

import dev.procession.internal.shm.SegmentKind;
import dev.procession.internal.shm.SegmentPlan;
import dev.procession.internal.shm.StressSegments;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.ZZJ_Result;

/** The words of a semaphore. */
public final class SemaphoreStress {
  private static final StressSegments SEGMENTS =
      new StressSegments(
          new SegmentPlan(
              SegmentKind.SEMAPHORE, "", 0, SemaphoreLayout.SIZE, SemaphoreLayout.gates(), 2, 0));

  private SemaphoreStress() {}

  private static SemaphoreState semaphore(int permits) {
    var segment = SEGMENTS.next();
    SemaphoreState.initialize(segment, permits, true);
    return new SemaphoreState(segment);
  }

  /** One permit is had by one. */
  @JCStressTest
  @Outcome(id = "true, false, 0", expect = Expect.ACCEPTABLE, desc = "the first")
  @Outcome(id = "false, true, 0", expect = Expect.ACCEPTABLE, desc = "the second")
  @State
  public static class OnePermit {
    private final SemaphoreState semaphore = semaphore(1);

    /** One. */
    @Actor
    public void one(ZZJ_Result result) {
      result.r1 = semaphore.tryAcquire(1);
    }

    /** The other. */
    @Actor
    public void other(ZZJ_Result result) {
      result.r2 = semaphore.tryAcquire(1);
    }

    /** What is left. */
    @Arbiter
    public void end(ZZJ_Result result) {
      result.r3 = semaphore.free();
    }
  }

  /** Who waits gets the permit that the other gives back, and nothing is lost. */
  @JCStressTest
  @Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "one after the other")
  @State
  public static class TakenInTurn {
    private final SemaphoreState semaphore = semaphore(1);
    private int count;

    private void turn() {
      try {
        semaphore.acquire(1, Long.MAX_VALUE, false);
      } catch (InterruptedException impossible) {
        throw new IllegalStateException(impossible);
      }
      count++;
      semaphore.release(1);
    }

    /** One. */
    @Actor
    public void one() {
      turn();
    }

    /** The other. */
    @Actor
    public void other() {
      turn();
    }

    /** What is left. */
    @Arbiter
    public void end(II_Result result) {
      result.r1 = count;
      result.r2 = (int) semaphore.free();
    }
  }
}
