package dev.procession.sync;

import dev.procession.internal.shm.Segment;
import dev.procession.internal.shm.SegmentKind;
import dev.procession.internal.shm.SegmentPlan;
import dev.procession.internal.shm.StressSegments;
import dev.procession.internal.shm.StressTime;
import java.lang.reflect.Constructor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** The word of a latch. */
public final class LatchStress {
  private static final StressSegments SEGMENTS =
      new StressSegments(
          new SegmentPlan(
              SegmentKind.LATCH, "", 0, LatchLayout.SIZE, new int[] {LatchLayout.COUNT}, 1, 0));

  private static final Constructor<SharedLatch> OF_SEGMENT = ofSegment();

  private LatchStress() {}

  /** A latch has no state of its own to test, and makes its segment itself, with a file. */
  private static Constructor<SharedLatch> ofSegment() {
    try {
      Constructor<SharedLatch> constructor =
          SharedLatch.class.getDeclaredConstructor(Segment.class);
      constructor.setAccessible(true);
      return constructor;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SharedLatch latch(int count) {
    Segment segment = SEGMENTS.next();
    segment.setInt(LatchLayout.COUNT, count);
    try {
      return OF_SEGMENT.newInstance(segment);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isPrompt(SharedLatch latch) {
    long begin = System.nanoTime();
    try {
      boolean open = latch.await(StressTime.patience(), TimeUnit.NANOSECONDS);
      return StressTime.isPrompt(begin) && open;
    } catch (InterruptedException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** A waiter returns and sees what was done before the latch was counted down. */
  @JCStressTest
  @Outcome(id = "true, 1", expect = Expect.ACCEPTABLE, desc = "woken, or in time")
  @Outcome(id = "false, 1", expect = Expect.FORBIDDEN, desc = "nobody woke it")
  @State
  public static class CountWhileAwaited {
    private final SharedLatch latch = latch(1);
    private int done;

    /** Counts down. */
    @Actor
    public void counter() {
      StressTime.pause();
      done = 1;
      latch.countDown();
    }

    /** Waits. */
    @Actor
    public void waiter(ZI_Result result) {
      result.r1 = isPrompt(latch);
      result.r2 = done;
    }
  }

  /** Two count down; both get through, and each sees what the other did before. */
  @JCStressTest
  @Outcome(id = "2, 1, 0", expect = Expect.ACCEPTABLE, desc = "both counted")
  @State
  public static class CountedByTwo {
    private final SharedLatch latch = latch(2);
    private int one;
    private int other;

    /** One. */
    @Actor
    public void one(III_Result result) {
      one = 1;
      latch.countDown();
      result.r2 = isPrompt(latch) ? other : -1;
    }

    /** The other. */
    @Actor
    public void other(III_Result result) {
      other = 1;
      latch.countDown();
      result.r1 = isPrompt(latch) ? one + 1 : -1;
    }

    /** What is left. */
    @Arbiter
    public void end(III_Result result) {
      result.r3 = latch.count();
    }
  }

  /** More steps than are left make zero, and no less. */
  @JCStressTest
  @Outcome(id = "true, 0", expect = Expect.ACCEPTABLE, desc = "open")
  @State
  public static class CountedTooFar {
    private final SharedLatch latch = latch(3);

    /** One step. */
    @Actor
    public void one() {
      latch.countDown();
    }

    /** More than there are. */
    @Actor
    public void other(ZI_Result result) {
      latch.countDown(4);
      result.r1 = isPrompt(latch);
    }

    /** What is left. */
    @Arbiter
    public void end(ZI_Result result) {
      result.r2 = latch.count();
    }
  }
}
