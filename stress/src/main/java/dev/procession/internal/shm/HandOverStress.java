package dev.procession.internal.shm;

import static dev.procession.internal.shm.StressSegments.LOCK;
import static dev.procession.internal.shm.StressSegments.TICKETS;

import java.util.concurrent.ThreadLocalRandom;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * A lock that is held is freed while another thread is about to sleep, sleeps, or gives up. Half of
 * the states are quick locks, the others fair ones.
 */
public final class HandOverStress {
  private static final StressSegments SEGMENTS = StressSegments.ofLocks();

  private HandOverStress() {}

  private static LockWord held() {
    Segment segment = SEGMENTS.next();
    LockWord lock =
        ThreadLocalRandom.current().nextBoolean()
            ? new TicketLock(segment, LOCK, TICKETS)
            : new RobustLock(segment, LOCK);
    lock.lock();
    return lock;
  }

  private static boolean lock(LockWord lock, long nanos) {
    try {
      return lock.lock(nanos, false);
    } catch (InterruptedException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Who waits is woken, and sees what was done before. */
  @JCStressTest
  @Outcome(id = "true, 1", expect = Expect.ACCEPTABLE, desc = "woken, or in time")
  @Outcome(id = "false, 1", expect = Expect.FORBIDDEN, desc = "nobody woke it")
  @State
  public static class Waiting {
    private final LockWord lock = held();
    private int done;

    /** Frees it. */
    @Actor
    public void holder() {
      StressTime.pause();
      done = 1;
      lock.unlock();
    }

    /** Waits for it. */
    @Actor
    public void waiter(ZI_Result result) {
      long begin = System.nanoTime();
      boolean taken = lock(lock, StressTime.patience());
      result.r1 = StressTime.isPrompt(begin) && taken;
      result.r2 = done;
    }
  }

  /** Who gives up as the lock is freed has it or leaves it free. */
  @JCStressTest
  @Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "in time")
  @Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "gave up")
  @Outcome(id = "false, true", expect = Expect.FORBIDDEN, desc = "held by nobody")
  @State
  public static class GivingUp {
    private final LockWord lock = held();

    /** Frees it. */
    @Actor
    public void holder() {
      StressTime.pauseForTimeout();
      lock.unlock();
    }

    /** Does not wait for long. */
    @Actor
    public void waiter(ZZ_Result result) {
      result.r1 = lock(lock, StressTime.someNanos());
    }

    /** Whether somebody has it. */
    @Arbiter
    public void end(ZZ_Result result) {
      result.r2 = lock.isLocked();
    }
  }
}
