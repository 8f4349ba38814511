package dev.procession.internal.shm;

import static dev.procession.internal.shm.StressSegments.LOCK;
import static dev.procession.internal.shm.StressSegments.TICKETS;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The words of the locks under two threads, as two processes would use them. */
public final class LockStress {
  private static final StressSegments LOCKS = StressSegments.ofLocks();

  private LockStress() {}

  /** What the lock protects is changed by one at a time, and each sees what the other did. */
  @JCStressTest
  @Outcome(id = "2, 0, 0", expect = Expect.ACCEPTABLE, desc = "both, and the lock is free")
  @State
  public static class Exclusion {
    private final Segment segment = LOCKS.next();
    private final RobustLock lock = new RobustLock(segment, LOCK);
    private int count;

    /** One. */
    @Actor
    public void one() {
      lock.lock();
      count++;
      lock.unlock();
    }

    /** The other. */
    @Actor
    public void other() {
      lock.lock();
      count++;
      lock.unlock();
    }

    /** What is left. */
    @Arbiter
    public void end(III_Result result) {
      result.r1 = count;
      result.r2 = lock.isLocked() ? 1 : 0;
      result.r3 = lock.isInherited() ? 1 : 0;
    }
  }

  /** The same for the fair lock. */
  @JCStressTest
  @Outcome(id = "2, 0, 0", expect = Expect.ACCEPTABLE, desc = "both, and the lock is free")
  @State
  public static class FairExclusion {
    private final TicketLock lock = new TicketLock(LOCKS.next(), LOCK, TICKETS);
    private int count;

    /** One. */
    @Actor
    public void one() {
      lock.lock();
      count++;
      lock.unlock();
    }

    /** The other. */
    @Actor
    public void other() {
      lock.lock();
      count++;
      lock.unlock();
    }

    /** What is left. */
    @Arbiter
    public void end(III_Result result) {
      result.r1 = count;
      result.r2 = lock.isLocked() ? 1 : 0;
      result.r3 = lock.isInherited() ? 1 : 0;
    }
  }

  /** Of two who find a dead holder one is its heir. */
  @JCStressTest
  @Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "the first")
  @Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "the second")
  @State
  public static class Inheritance {
    private final Segment segment = LOCKS.next();
    private final RobustLock lock = new RobustLock(segment, LOCK);

    /** A lock whose holder is dead. */
    public Inheritance() {
      segment.setLong(LOCK + LockLayout.WORD, StressSegments.dead());
    }

    /** One. */
    @Actor
    public void one(ZZ_Result result) {
      result.r1 = lock.tryLock() && lock.isInherited();
    }

    /** The other. */
    @Actor
    public void other(ZZ_Result result) {
      result.r2 = lock.tryLock() && lock.isInherited();
    }
  }

  /** Of two who free the same lock one is told that it is free. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the first freed it")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the second freed it")
  @State
  public static class FreedTwice {
    private final RobustLock lock = new RobustLock(LOCKS.next(), LOCK);

    /** A lock that is held. */
    public FreedTwice() {
      lock.lock();
    }

    private int free() {
      try {
        lock.unlock();
        return 1;
      } catch (IllegalMonitorStateException isFree) {
        return 0;
      }
    }

    /** One. */
    @Actor
    public void one(II_Result result) {
      result.r1 = free();
    }

    /** The other. */
    @Actor
    public void other(II_Result result) {
      result.r2 = free();
    }
  }
}
