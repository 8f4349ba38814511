package dev.procession.internal.shm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Segments by the thousand, in the memory of this process: the words are the same, and mapping
 * files would take most of the time.
 */
public final class StressSegments {
  /** Where the lock of {@link #ofLocks()} is. */
  static final int LOCK = SegmentPlan.WORDS;

  /** Where its tickets are, if it is taken for a fair one. */
  static final int TICKETS = LOCK + LockLayout.SIZE;

  /** Room for the longest queue, in so many segments, would be more memory than there is. */
  private static final int FEW_TICKETS =
      TicketLockLayout.TICKETS + 4 * TicketLockLayout.TICKET_SIZE;

  /** More than there are states at a time; they are used in turn. */
  private static final int COUNT = 1 << 16;

  private static final Cleaner CLEANER = Cleaner.create();

  /** A segment wants to know how to let go of its memory; these never do. */
  private static final Segment.Mapping NEVER_CLOSED = new Segment.Mapping(Arena.global(), file());

  private final Segment[] segments;
  private final SegmentPlan plan;
  private final AtomicInteger next = new AtomicInteger();

  /** Segments as planned; the plan has room for parties if the words need them. */
  public StressSegments(SegmentPlan plan) {
    this(plan, COUNT);
  }

  /** The same for large segments, of which fewer have room. */
  StressSegments(SegmentPlan plan, int count) {
    this.plan = plan;
    this.segments = new Segment[count];
  }

  /** Segments with one lock, quick or fair, in which this process is the one party. */
  static StressSegments ofLocks() {
    return new StressSegments(
        new SegmentPlan(
            SegmentKind.LOCK,
            "",
            0,
            LockLayout.SIZE + FEW_TICKETS,
            new int[] {RobustLock.gate(LOCK), TICKETS + TicketLockLayout.gate()},
            1,
            0));
  }

  /** A segment whose words are all zero, of which this process holds nothing. */
  public Segment next() {
    int index = next.getAndIncrement() & (segments.length - 1);
    synchronized (segments) {
      Segment known = segments[index];
      if (known == null) {
        MemorySegment memory = Arena.global().allocate(plan.size(), 64);
        var address = new SegmentAddress(0, index, "", "");
        Segments.writeHeader(memory, plan, address);
        known = new Segment(memory, NEVER_CLOSED, () -> {}, address, CLEANER);
        segments[index] = known;
      }
      for (long word = SegmentPlan.WORDS; word < plan.partiesOffset(); word += Long.BYTES) {
        known.setLong(word, 0);
      }
      // The process stays a party, as if it had never held anything.
      int own = known.parties().own();
      if (own != PartyTable.NONE) {
        known.parties().held(own, 0);
        known.parties().mark(own, 0);
      }
      return known;
    }
  }

  private static SegmentFile file() {
    try {
      return SegmentFile.create("stress", LockLayout.SIZE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The identity of a process that is dead. */
  public static long dead() {
    return 1L << 8 | 1L << 43;
  }
}
