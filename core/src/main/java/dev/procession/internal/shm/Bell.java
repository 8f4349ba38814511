package dev.procession.internal.shm;

import java.lang.invoke.VarHandle;
import java.util.function.IntConsumer;

/**
 * Wakes one thread of one process, in the name of any number of others, and says who called.
 *
 * <pre>
 *   gate (4)                the owner sleeps here, see {@link LogGate}
 *   lookers (4)             how many threads of the owner look at the callers again and again
 *                           just now; changed by them
 *   callers (a bit each)    set by who calls, before it looks at lookers and gate; cleared by the
 *                           owner, before it looks at what the caller has for it
 * </pre>
 *
 * So a call costs a look at a word as long as the owner is awake, and the owner looks at a few
 * words, however many could call. Who dies before it has called is missed by nobody: its death is
 * told by other means.
 */
public final class Bell implements AutoCloseable {
  private static final int GATE = SegmentPlan.WORDS;
  private static final int LOOKERS = GATE + Integer.BYTES;
  private static final int CALLERS = GATE + 64;
  private static final int CALLER_WORDS = 64;

  /** The most that can have a number. */
  public static final int MOST_CALLERS = CALLER_WORDS * Long.SIZE;

  private final Segment segment;
  private final LogGate gate;

  /** The bell in a segment; closed with it. */
  public Bell(Segment segment) {
    this.segment = segment;
    this.gate = new LogGate(segment, GATE);
  }

  /** What to make for a bell. */
  public static SegmentPlan plan(String label) {
    return new SegmentPlan(
        SegmentKind.BELL,
        label,
        0,
        CALLERS + CALLER_WORDS * Long.BYTES - GATE,
        new int[] {GATE},
        1,
        PoolBoardLayout.SIZE);
  }

  /** Where the owner says how it is doing. */
  public PoolBoard board() {
    return new PoolBoard(segment);
  }

  /** Where the others find it. */
  public SegmentAddress address() {
    return segment.address();
  }

  // ---- callers ----------------------------------------------------------------------------------

  /** Calls the owner, and says who does. */
  public void ring(int number) {
    long word = word(number / Long.SIZE);
    long bit = 1L << number;
    long seen = segment.getLong(word);
    while ((seen & bit) == 0 && !segment.compareAndSetLong(word, seen, seen | bit)) {
      seen = segment.getLong(word);
    }
    Steps.at("bell before ring");
    VarHandle.fullFence();
    if (segment.getInt(LOOKERS) <= 0) {
      gate.signal();
    }
  }

  /** Calls the owner, which has other means to find out why. */
  public void ring() {
    gate.signal();
  }

  // ---- owner ------------------------------------------------------------------------------------

  /** Takes note of all who have called since the last time. */
  public void answer(int most, IntConsumer caller) {
    for (int i = 0; i <= (most - 1) / Long.SIZE; i++) {
      long word = word(i);
      if (segment.getLong(word) != 0) {
        for (long bits = segment.getAndSetLong(word, 0); bits != 0; bits &= bits - 1) {
          caller.accept(i * Long.SIZE + Long.numberOfTrailingZeros(bits));
        }
      }
    }
  }

  /** Whether one of those with lower numbers has called. */
  public boolean isRung(int most) {
    for (int i = 0; i <= (most - 1) / Long.SIZE; i++) {
      if (segment.getLong(word(i)) != 0) {
        return true;
      }
    }
    return false;
  }

  /** A thread of the owner looks from now on, so that nobody need be woken. */
  public void beginToLook() {
    segment.getAndAddInt(LOOKERS, 1);
  }

  /** It looks no more; after this it looks once more, since somebody may have relied on it. */
  public void endToLook() {
    segment.getAndAddInt(LOOKERS, -1);
    VarHandle.fullFence();
  }

  /** Says that the owner is about to sleep; it looks once more, then sleeps on the result. */
  public int enlist() {
    return gate.enlist();
  }

  /** Sleeps until somebody calls who has not before {@link #enlist}, or the time is up. */
  public void sleep(int enlisted, long nanos) {
    try {
      gate.sleep(enlisted, nanos, false);
    } catch (InterruptedException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public void close() {
    segment.release();
  }

  private static long word(int index) {
    return CALLERS + (long) index * Long.BYTES;
  }
}
