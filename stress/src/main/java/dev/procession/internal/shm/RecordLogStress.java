package dev.procession.internal.shm;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The log of records under two threads, as two processes would use it: each has its own copies of
 * the two lines. Blocks are so small that it goes from one to the other and back.
 */
public final class RecordLogStress {
  private static final int WORD = 0x80;
  private static final int BYTES = 1;
  private static final int BLOCK = 64;

  /** More than there are states at a time. */
  private static final int COUNT = 1 << 14;

  private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final StressSegments SEGMENTS =
      new StressSegments(
          new SegmentPlan(
              SegmentKind.QUEUE,
              "",
              0,
              RecordLogLayout.wordsSize(0),
              RecordLogLayout.gates(),
              1,
              (long) RecordLogLayout.SMALL_BLOCKS * BLOCK),
          COUNT);

  private RecordLogStress() {}

  private static Segment newLog() {
    Segment segment = SEGMENTS.next();
    BlockTable.initialize(segment);
    return segment;
  }

  private static int put(RecordLog log, int... numbers) {
    var records = new Records();
    for (int number : numbers) {
      records.addWord(WORD, number);
    }
    try {
      return log.put(records, 0, RecordLog.AT_ONCE);
    } catch (InterruptedException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** What somebody takes: as many as are there, in the order of decimal digits. */
  private static final class Digits implements RecordSink {
    private int number;
    private int count;

    @Override
    public void accept(int format, MemorySegment memory, long start, long length) {
      int digit = format == BYTES ? memory.get(JAVA_INT, start) : (int) length;
      number = number * 10 + digit;
      count++;
    }

    Digits take(RecordLog log, int most, long nanos) {
      try {
        log.take(this, most, nanos);
        return this;
      } catch (InterruptedException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }

  /** Records that are put at once are there at once, whole and in order. */
  @JCStressTest
  @Outcome(id = "0, 0, 123", expect = Expect.ACCEPTABLE, desc = "before")
  @Outcome(id = "3, 123, 0", expect = Expect.ACCEPTABLE, desc = "after")
  @State
  public static class Batch {
    private final Segment segment = newLog();
    private final RecordLog putter = new RecordLog(segment);
    private final RecordLog taker = new RecordLog(segment);

    /** Puts. */
    @Actor
    public void put() {
      RecordLogStress.put(putter, 1, 2, 3);
    }

    /** Takes what is there. */
    @Actor
    public void take(III_Result result) {
      Digits taken = new Digits().take(taker, 3, RecordLog.AT_ONCE);
      result.r1 = taken.count;
      result.r2 = taken.number;
    }

    /** Takes the rest. */
    @Arbiter
    public void end(III_Result result) {
      result.r3 = new Digits().take(new RecordLog(segment), 3, RecordLog.AT_ONCE).number;
    }
  }

  /** The bytes of a record are there when it is. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "before")
  @Outcome(id = "1, 7", expect = Expect.ACCEPTABLE, desc = "after")
  @State
  public static class Bytes {
    private final Segment segment = newLog();
    private final RecordLog putter = new RecordLog(segment);
    private final RecordLog taker = new RecordLog(segment);

    /** Puts. */
    @Actor
    public void put() {
      var records = new Records();
      records.add(BYTES, MemorySegment.ofArray(new int[] {7}));
      try {
        putter.put(records, 0, RecordLog.AT_ONCE);
      } catch (InterruptedException impossible) {
        throw new IllegalStateException(impossible);
      }
    }

    /** Takes what is there. */
    @Actor
    public void take(II_Result result) {
      Digits taken = new Digits().take(taker, 1, RecordLog.AT_ONCE);
      result.r1 = taken.count;
      result.r2 = taken.number;
    }
  }

  /** Two who put do not overwrite each other. */
  @JCStressTest
  @Outcome(id = "2, 12", expect = Expect.ACCEPTABLE, desc = "the first, the second")
  @Outcome(id = "2, 21", expect = Expect.ACCEPTABLE, desc = "the second, the first")
  @State
  public static class TwoPutters {
    private final Segment segment = newLog();
    private final RecordLog one = new RecordLog(segment);
    private final RecordLog other = new RecordLog(segment);

    /** One. */
    @Actor
    public void one() {
      RecordLogStress.put(one, 1);
    }

    /** The other. */
    @Actor
    public void other() {
      RecordLogStress.put(other, 2);
    }

    /** What is there. */
    @Arbiter
    public void end(II_Result result) {
      Digits taken = new Digits().take(new RecordLog(segment), 9, RecordLog.AT_ONCE);
      result.r1 = taken.count;
      result.r2 = taken.number;
    }
  }

  /** Two who take get one each. */
  @JCStressTest
  @Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "the first was first")
  @Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "the second was first")
  @State
  public static class TwoTakers {
    private final Segment segment = newLog();
    private final RecordLog one = new RecordLog(segment);
    private final RecordLog other = new RecordLog(segment);

    /** Two records. */
    public TwoTakers() {
      put(one, 1, 2);
    }

    /** One. */
    @Actor
    public void one(II_Result result) {
      result.r1 = new Digits().take(one, 1, RecordLog.AT_ONCE).number;
    }

    /** The other. */
    @Actor
    public void other(II_Result result) {
      result.r2 = new Digits().take(other, 1, RecordLog.AT_ONCE).number;
    }
  }

  /** From block to block and back into the first, while somebody takes: nothing is overwritten. */
  @JCStressTest
  @Outcome(id = "18, 1", expect = Expect.ACCEPTABLE, desc = "all, in order")
  @State
  public static class Blocks {
    private static final int MOST = 18;
    private static final int FIRST = 9;

    private final Segment segment = newLog();
    private final RecordLog putter = new RecordLog(segment);
    private final RecordLog taker = new RecordLog(segment);
    private final int[] taken = {0, 1};

    /** The first of them. */
    public Blocks() {
      for (int i = 0; i < FIRST; i++) {
        RecordLogStress.put(putter, i);
      }
    }

    private void take(RecordLog log, int most) {
      RecordSink inOrder =
          (format, memory, start, length) -> {
            if (length != taken[0]++) {
              taken[1] = 0;
            }
          };
      try {
        log.take(inOrder, most, LONG_NANOS);
      } catch (InterruptedException impossible) {
        throw new IllegalStateException(impossible);
      }
    }

    /** Puts as the other one takes, so that no third block is needed. */
    @Actor
    public void put() {
      while (putter.size() > 2) {
        Thread.onSpinWait();
      }
      for (int i = FIRST; i < MOST; i++) {
        while (putter.size() > 3) {
          Thread.onSpinWait();
        }
        RecordLogStress.put(putter, i);
      }
    }

    /** Takes. */
    @Actor
    public void take(II_Result result) {
      while (taken[0] < MOST) {
        take(taker, 3);
      }
      result.r1 = taken[0];
      result.r2 = taken[1];
    }
  }

  /** Who sleeps until something has happened is woken, or does not fall asleep. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "in time")
  @State
  public static class Gate {
    private final Segment segment = newLog();
    private final LogGate gate = new LogGate(segment, RecordLogLayout.ITEMS);

    /** Stands for what is put. */
    private static final int HAPPENED = RecordLogLayout.PRODUCED;

    /** Makes it happen. */
    @Actor
    public void happen() {
      segment.setInt(HAPPENED, 1);
      gate.signal();
    }

    /** Waits for it. */
    @Actor
    public void sleep(II_Result result) {
      long start = System.nanoTime();
      int enlisted = gate.enlist();
      try {
        while (segment.getInt(HAPPENED) == 0) {
          gate.sleep(enlisted, LONG_NANOS, false);
          enlisted = gate.enlist();
        }
      } catch (InterruptedException impossible) {
        throw new IllegalStateException(impossible);
      }
      result.r1 = segment.getInt(HAPPENED);
      result.r2 = System.nanoTime() - start < LONG_NANOS ? 1 : 0;
    }
  }

  /** One signal for two who sleep, of whom the first passes it on. */
  @JCStressTest
  @Outcome(id = "1, 2, 0", expect = Expect.ACCEPTABLE, desc = "the first was first")
  @Outcome(id = "2, 1, 0", expect = Expect.ACCEPTABLE, desc = "the second was first")
  @State
  public static class PassedOn {
    private final Segment segment = newLog();
    private final RecordLog putter = new RecordLog(segment);
    private final RecordLog one = new RecordLog(segment);
    private final RecordLog other = new RecordLog(segment);

    /** Two at once: that is one signal. */
    @Actor
    public void put() {
      RecordLogStress.put(putter, 1, 2);
    }

    /** One. */
    @Actor
    public void one(III_Result result) {
      result.r1 = new Digits().take(one, 1, LONG_NANOS).number;
    }

    /** The other. */
    @Actor
    public void other(III_Result result) {
      result.r2 = new Digits().take(other, 1, LONG_NANOS).number;
    }

    /** What each has. */
    @Arbiter
    public void end(III_Result result) {
      result.r3 = (int) new RecordLog(segment).size();
    }
  }
}
