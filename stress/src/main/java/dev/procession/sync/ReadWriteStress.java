package dev.procession.sync;

import dev.procession.internal.shm.Segment;
import dev.procession.internal.shm.SegmentKind;
import dev.procession.internal.shm.SegmentPlan;
import dev.procession.internal.shm.StressSegments;
import dev.procession.internal.shm.StressTime;
import java.util.concurrent.ThreadLocalRandom;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/** The words of a read-write lock: half of the states are quick locks, the others fair ones. */
public final class ReadWriteStress {
  private static final StressSegments QUICK = segments(0);
  private static final StressSegments FAIR = segments(LockConfig.FAIR);

  private ReadWriteStress() {}

  private static StressSegments segments(int options) {
    return new StressSegments(
        new SegmentPlan(
            SegmentKind.READ_WRITE_LOCK,
            "",
            options,
            ReadWriteLayout.SIZE,
            ReadWriteLayout.gates(),
            1,
            0));
  }

  private static Segment segment() {
    return (any() ? FAIR : QUICK).next();
  }

  private static boolean any() {
    return ThreadLocalRandom.current().nextBoolean();
  }

  private static boolean acquire(ReadWriteState lock, boolean write, long nanos) {
    try {
      return lock.acquire(write, nanos, false);
    } catch (InterruptedException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Takes the lock; false if that took too long. */
  private static boolean take(ReadWriteState lock, boolean write) {
    long begin = System.nanoTime();
    boolean taken = acquire(lock, write, StressTime.patience());
    return StressTime.isPrompt(begin) && taken;
  }

  /** One writes at a time, in turn. */
  @JCStressTest
  @Outcome(id = "true, true, 2", expect = Expect.ACCEPTABLE, desc = "one after the other")
  @State
  public static class Writers {
    private final ReadWriteState lock = new ReadWriteState(segment());
    private int count;

    private boolean write() {
      boolean prompt = take(lock, true);
      int seen = count;
      StressTime.pause();
      count = seen + 1;
      lock.releaseWrite();
      return prompt;
    }

    /** One. */
    @Actor
    public void one(ZZI_Result result) {
      result.r1 = write();
    }

    /** The other. */
    @Actor
    public void other(ZZI_Result result) {
      result.r2 = write();
    }

    /** What is left. */
    @Arbiter
    public void end(ZZI_Result result) {
      result.r3 = lock.writer() == 0 ? count : -1;
    }
  }

  /** A reader sees all of a change or nothing of it. */
  @JCStressTest
  @Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "before")
  @Outcome(id = "1, 1, 0", expect = Expect.ACCEPTABLE, desc = "after")
  @Outcome(id = "0, 1, 0", expect = Expect.FORBIDDEN, desc = "half of it")
  @Outcome(id = "1, 0, 0", expect = Expect.FORBIDDEN, desc = "half of it")
  @State
  public static class WriterAndReader {
    private final ReadWriteState lock = new ReadWriteState(segment());
    private int begun;
    private int done;

    /** Changes it. */
    @Actor
    public void writer(III_Result result) {
      boolean prompt = take(lock, true);
      begun = 1;
      StressTime.pause();
      done = 1;
      lock.releaseWrite();
      result.r3 = prompt ? 0 : 1;
    }

    /** Looks twice. */
    @Actor
    public void reader(III_Result result) {
      boolean prompt = take(lock, false);
      result.r1 = begun;
      StressTime.pause();
      result.r2 = done;
      lock.releaseRead();
      if (!prompt) {
        result.r2 = -1;
      }
    }
  }

  /** Readers do not wait for each other. */
  @JCStressTest
  @Outcome(id = "true, true, 2", expect = Expect.ACCEPTABLE, desc = "together")
  @State
  public static class Readers {
    private final ReadWriteState lock = new ReadWriteState(segment());

    /** One. */
    @Actor
    public void one(ZZI_Result result) {
      result.r1 = acquire(lock, false, 0);
    }

    /** The other. */
    @Actor
    public void other(ZZI_Result result) {
      result.r2 = acquire(lock, false, 0);
    }

    /** How many hold it. */
    @Arbiter
    public void end(ZZI_Result result) {
      result.r3 = lock.readers();
    }
  }

  /** A writer that reads on keeps other writers out until it has read. */
  @JCStressTest
  @Outcome(id = "true, true, 2", expect = Expect.ACCEPTABLE, desc = "undisturbed")
  @Outcome(id = "false, true, 2", expect = Expect.FORBIDDEN, desc = "written meanwhile")
  @State
  public static class Downgrade {
    private final ReadWriteHolds lock = new ReadWriteHolds(segment());
    private int count;

    private boolean take(boolean write) {
      long begin = System.nanoTime();
      try {
        boolean taken =
            write
                ? lock.lockWrite(StressTime.patience(), false)
                : lock.lockRead(StressTime.patience(), false);
        return StressTime.isPrompt(begin) && taken;
      } catch (InterruptedException impossible) {
        throw new IllegalStateException(impossible);
      }
    }

    /** Writes, then reads. */
    @Actor
    public void downgrader(ZZI_Result result) {
      boolean prompt = take(true);
      count++;
      int mine = count;
      prompt &= take(false);
      lock.unlockWrite();
      StressTime.pause();
      result.r1 = prompt && count == mine;
      lock.unlockRead();
    }

    /** Writes. */
    @Actor
    public void writer(ZZI_Result result) {
      result.r2 = take(true);
      count++;
      lock.unlockWrite();
    }

    /** What is left. */
    @Arbiter
    public void end(ZZI_Result result) {
      ReadWriteState state = lock.state();
      result.r3 = state.writer() == 0 && state.readers() == 0 ? count : -1;
    }
  }

  /** Who waits is woken by who frees the lock. */
  @JCStressTest
  @Outcome(id = "true, true, false", expect = Expect.ACCEPTABLE, desc = "a writer, in time")
  @Outcome(id = "true, false, true", expect = Expect.ACCEPTABLE, desc = "a reader, in time")
  @Outcome(id = "false, .*", expect = Expect.FORBIDDEN, desc = "nobody woke it")
  @State
  public static class Freed {
    private final ReadWriteState lock = new ReadWriteState(segment());
    private final boolean heldToWrite = any();
    private final boolean wantedToWrite = !heldToWrite || any();

    /** A lock that is held to write or to read. */
    public Freed() {
      take(lock, heldToWrite);
    }

    /** Frees it. */
    @Actor
    public void holder() {
      StressTime.pause();
      if (heldToWrite) {
        lock.releaseWrite();
      } else {
        lock.releaseRead();
      }
    }

    /** Waits for it. */
    @Actor
    public void waiter(ZZZ_Result result) {
      result.r1 = take(lock, wantedToWrite);
    }

    /** Who has it now. */
    @Arbiter
    public void end(ZZZ_Result result) {
      result.r2 = lock.writer() != 0;
      result.r3 = lock.readers() != 0;
    }
  }

  /** A reader that waits behind a writer is woken when that gives up. */
  @JCStressTest
  @Outcome(id = "false, true, 2", expect = Expect.ACCEPTABLE, desc = "both read")
  @Outcome(id = "false, false, 2", expect = Expect.FORBIDDEN, desc = "nobody woke the reader")
  @State
  public static class WriterGivesUp {
    private final ReadWriteState lock = new ReadWriteState(segment());

    /** A lock that somebody reads. */
    public WriterGivesUp() {
      take(lock, false);
    }

    /** Does not wait for long, and in vain. */
    @Actor
    public void writer(ZZI_Result result) {
      result.r1 = acquire(lock, true, StressTime.someNanos());
    }

    /** Reads too. */
    @Actor
    public void reader(ZZI_Result result) {
      StressTime.pause();
      result.r2 = take(lock, false);
    }

    /** How many hold it. */
    @Arbiter
    public void end(ZZI_Result result) {
      result.r3 = lock.readers();
    }
  }
}
