package dev.procession.sync;

import dev.procession.internal.shm.SegmentKind;
import dev.procession.internal.shm.SegmentPlan;
import dev.procession.internal.shm.StressSegments;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** The word of an event. */
public final class EventStress {
  private static final StressSegments SEGMENTS =
      new StressSegments(
          new SegmentPlan(
              SegmentKind.EVENT, "", 0, EventLayout.SIZE, new int[] {EventLayout.WORD}, 0, 0));

  private EventStress() {}

  /** A waiter returns and sees what was done before the event was set. */
  @JCStressTest
  @Outcome(id = "true, 1", expect = Expect.ACCEPTABLE, desc = "woken, or in time")
  @State
  public static class SetWhileAwaited {
    private final EventState event = new EventState(SEGMENTS.next());
    private int done;

    /** Sets it. */
    @Actor
    public void setter() {
      done = 1;
      event.set();
    }

    /** Waits. */
    @Actor
    public void waiter(ZI_Result result) {
      try {
        result.r1 = event.await(Long.MAX_VALUE);
      } catch (InterruptedException impossible) {
        throw new IllegalStateException(impossible);
      }
      result.r2 = done;
    }
  }
}
