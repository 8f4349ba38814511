package dev.procession.internal.shm;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** The ring of bytes and the bell between a pool and its workers, under two or three threads. */
public final class LinkStress {
  private static final int SIZE = 4;
  private static final int TAIL = SegmentPlan.WORDS;
  private static final int HEAD = TAIL + 64;
  private static final int COUNT = 1 << 14;
  private static final int CALLER = 3;
  private static final int CALLERS = 4;
  private static final int MISSED = 1000;
  private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final StressSegments RINGS =
      new StressSegments(
          new SegmentPlan(SegmentKind.LINK, "", 0, 128, new int[] {}, 1, SIZE), COUNT);

  private static final StressSegments BELLS = new StressSegments(Bell.plan(""), COUNT);

  private LinkStress() {}

  /** What has been put is taken whole and in order, as far as it has been published. */
  @JCStressTest
  @Outcome(id = "0, 12345", expect = Expect.ACCEPTABLE, desc = "before")
  @Outcome(id = "123, 45", expect = Expect.ACCEPTABLE, desc = "between")
  @Outcome(id = "1234, 5", expect = Expect.ACCEPTABLE, desc = "the ring was full")
  @Outcome(id = "12345, 0", expect = Expect.ACCEPTABLE, desc = "after")
  @State
  public static class Bytes {
    private final Segment segment = RINGS.next();
    private final ByteRing putter = new ByteRing(segment, TAIL, HEAD, 0, SIZE, true);
    private final ByteRing taker = new ByteRing(segment, TAIL, HEAD, 0, SIZE, false);
    private final ByteBuffer source = ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5});

    /** Puts three bytes, then as many of the others as there is room for. */
    @Actor
    public void put() {
      putter.put(source.limit(3));
      putter.publish();
      putter.put(source.limit(5));
      putter.publish();
    }

    /** Takes what is there. */
    @Actor
    public void take(II_Result result) {
      result.r1 = digits(taker, 0);
    }

    /** Takes and puts the rest. */
    @Arbiter
    public void end(II_Result result) {
      int number = digits(taker, 0);
      putter.put(source);
      putter.publish();
      result.r2 = digits(taker, number);
    }

    private static int digits(ByteRing ring, int before) {
      var buffer = ByteBuffer.allocate(8);
      ring.take(buffer);
      int number = before;
      for (byte digit : buffer.flip().array()) {
        if (digit != 0) {
          number = number * 10 + digit;
        }
      }
      return number;
    }
  }

  /** Who sleeps is woken by a call. */
  @JCStressTest
  @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "heard")
  @State
  public static class Call {
    private final Bell bell = new Bell(BELLS.next());

    /** Calls. */
    @Actor
    public void call() {
      bell.ring(CALLER);
    }

    /** Sleeps until called. */
    @Actor
    public void sleep(I_Result result) {
      if (!awaitCall(bell)) {
        result.r1 = MISSED;
      }
      bell.answer(CALLERS, caller -> result.r1 += caller == CALLER ? 1 : 100);
    }
  }

  /** A call while somebody looks is heard by that one or by the sleeper. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the one that looked")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the sleeper")
  @State
  public static class CallWhileLookedFor {
    private final Bell bell = new Bell(BELLS.next());

    /** Calls. */
    @Actor
    public void call() {
      bell.ring(CALLER);
    }

    /** Looks, and wakes the sleeper if it has heard. */
    @Actor
    public void look(II_Result result) {
      bell.beginToLook();
      bell.endToLook();
      if (bell.isRung(CALLERS)) {
        bell.answer(CALLERS, caller -> result.r1++);
        bell.ring();
      }
    }

    /** Sleeps until called, or woken by the one that looks. */
    @Actor
    public void sleep(II_Result result) {
      int enlisted = bell.enlist();
      if (!bell.isRung(CALLERS)) {
        bell.sleep(enlisted, LONG_NANOS);
      }
      bell.answer(CALLERS, caller -> result.r2++);
    }
  }

  /** The kernel may wake sleepers for nothing; false if this one has slept as long as it may. */
  private static boolean awaitCall(Bell bell) {
    long begin = System.nanoTime();
    while (true) {
      int enlisted = bell.enlist();
      if (bell.isRung(CALLERS)) {
        return true;
      }
      if (System.nanoTime() - begin >= LONG_NANOS) {
        return false;
      }
      bell.sleep(enlisted, LONG_NANOS);
    }
  }
}
