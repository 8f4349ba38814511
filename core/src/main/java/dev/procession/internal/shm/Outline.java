package dev.procession.internal.shm;

import org.jspecify.annotations.Nullable;

/**
 * What there is to see of a segment from outside, for people who look at a program that runs: noted
 * in the header, so that whoever lists segments need not know the kinds.
 *
 * @param lock where a lock is whose holder is worth naming; 0 for none
 * @param tickets where the rest of that lock is if it is fair; 0 if it is not
 * @param number where a number is that is worth showing, of 8 bytes; 0 for none
 * @param mask the bits of the number that count
 * @param numberName what to call the number, 24 bytes at most
 */
public record Outline(int lock, int tickets, int number, long mask, String numberName) {
  /** Nothing to see. */
  public static final Outline NONE = new Outline(0, 0, 0, 0, "");

  /** A lock. */
  public static Outline ofLock(int lock, int tickets) {
    return new Outline(lock, tickets, 0, 0, "");
  }

  /** A number. */
  public static Outline ofNumber(int number, String name) {
    return new Outline(0, 0, number, -1, name);
  }

  /** The lock that a segment's header names; null if it names none. */
  static @Nullable LockWord lockOf(Segment segment) {
    int lock = segment.getInt(SegmentLayout.OUTLINE_LOCK);
    if (lock == 0) {
      return null;
    }
    int tickets = segment.getInt(SegmentLayout.OUTLINE_TICKETS);
    return tickets == 0 ? new RobustLock(segment, lock) : new TicketLock(segment, lock, tickets);
  }

  /** The lower bits of the number only. */
  public Outline masked(long newMask) {
    return new Outline(lock, tickets, number, newMask, numberName);
  }
}
