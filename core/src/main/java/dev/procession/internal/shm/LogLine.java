package dev.procession.internal.shm;

import static dev.procession.internal.shm.RecordLogLayout.SLOT;
import static dev.procession.internal.shm.RecordLogLayout.SLOT_BYTES;
import static dev.procession.internal.shm.RecordLogLayout.SLOT_COUNT;
import static dev.procession.internal.shm.RecordLogLayout.SLOT_PLACE;
import static dev.procession.internal.shm.RecordLogLayout.SLOT_SIZE;
import static dev.procession.internal.shm.RecordLogLayout.TURN;

/**
 * How far one side of a {@link RecordLog} has come, and this process's copy of it. Used with the
 * lock of the side that reads it.
 *
 * <p>There are two slots, and the turn says which of them is valid. So all that a commit changes
 * becomes true by one store, and a process killed before it has changed nothing.
 */
final class LogLine {
  private static final long UNKNOWN = -1;

  private final Segment segment;
  private final long base;

  /** The turn that the copy is of; {@link #UNKNOWN} for none. */
  private long turn = UNKNOWN;

  /** Records that have ever come so far. */
  long count;

  /** The bytes that they took. */
  long bytes;

  /** Where the next one is, or will be. */
  long place;

  LogLine(Segment segment, long base) {
    this.segment = segment;
    this.base = base;
  }

  /** Copies what the line says now; nothing to do if nobody has committed since. */
  void load() {
    long seen = segment.getLong(base + TURN);
    while (seen != turn) {
      long slot = slot(seen);
      count = segment.getLong(slot + SLOT_COUNT);
      bytes = segment.getLong(slot + SLOT_BYTES);
      place = segment.getLong(slot + SLOT_PLACE);
      // The slot is written anew once the turn has gone on, not before.
      turn = seen;
      seen = segment.getLong(base + TURN);
    }
  }

  /** How many records have ever come so far; needs no lock, and leaves the copy alone. */
  long countNow() {
    long seen = segment.getLong(base + TURN);
    while (true) {
      long found = segment.getLong(slot(seen) + SLOT_COUNT);
      long again = segment.getLong(base + TURN);
      if (again == seen) {
        return found;
      }
      seen = again;
    }
  }

  /** How many commits there have been; needs no lock. */
  long turnNow() {
    return segment.getLong(base + TURN);
  }

  /** Makes the copy true. The lock of this line is held, and the copy was loaded with it. */
  void commit() {
    long slot = slot(turn + 1);
    // Each with release: none may become visible before the last turn did.
    segment.setLong(slot + SLOT_COUNT, count);
    segment.setLong(slot + SLOT_BYTES, bytes);
    segment.setLong(slot + SLOT_PLACE, place);
    turn++;
    segment.setLong(base + TURN, turn);
  }

  /** Forgets the copy, which was changed and will not be committed. */
  void forget() {
    turn = UNKNOWN;
  }

  /** Makes the copy equal to that of another line. */
  void moveTo(LogLine other) {
    count = other.count;
    bytes = other.bytes;
    place = other.place;
  }

  private long slot(long ofTurn) {
    return base + SLOT + (ofTurn & 1) * SLOT_SIZE;
  }
}
