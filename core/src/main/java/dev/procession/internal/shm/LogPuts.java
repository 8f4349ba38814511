package dev.procession.internal.shm;

import static dev.procession.internal.shm.RecordLogLayout.CAPACITY;
import static dev.procession.internal.shm.RecordLogLayout.HEADER;
import static dev.procession.internal.shm.RecordLogLayout.JUMP;
import static dev.procession.internal.shm.RecordLogLayout.MOST_BYTES;
import static dev.procession.internal.shm.RecordLogLayout.OPEN;
import static dev.procession.internal.shm.RecordLogLayout.STATE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The end of a {@link RecordLog} at which records are put. One at a time, with the put lock held;
 * copies of the two lines are kept from one time to the next.
 *
 * <p>Records and jumps are written behind what the line of the puts speaks of, where nobody looks.
 * Then the line is committed, and all of them are there. Whoever gets the lock from the dead finds
 * nothing to mend: what lies behind the line is overwritten.
 */
final class LogPuts {
  private final Segment segment;
  private final BlockTable blocks;
  private final @Nullable LeaseTable leases;
  private final RobustLock lock;
  private final LogLine line;

  /** How far the takers are; they may have gone on since. */
  private final LogLine takes;

  private final long capacity;
  private final long mostBytes;

  LogPuts(Segment segment, BlockTable blocks, @Nullable LeaseTable leases) {
    this.segment = segment;
    this.blocks = blocks;
    this.leases = leases;
    this.lock = new RobustLock(segment, RecordLogLayout.PUT_LOCK);
    this.line = new LogLine(segment, RecordLogLayout.PUTS);
    this.takes = new LogLine(segment, RecordLogLayout.TAKES);
    this.capacity = segment.getLong(CAPACITY);
    this.mostBytes = segment.getLong(MOST_BYTES);
  }

  RobustLock lock() {
    return lock;
  }

  /** How many times something has been put. */
  long turn() {
    return line.turnNow();
  }

  /** Whether there is a bound at all. */
  boolean isBounded() {
    return capacity > 0 || mostBytes > 0;
  }

  /** Whether records need different amounts of room. */
  boolean isBoundedByBytes() {
    return mostBytes > 0;
  }

  long capacity() {
    return capacity;
  }

  long mostBytes() {
    return mostBytes;
  }

  /**
   * Puts as many records as there is room for, all at once.
   *
   * @return how many; {@link RecordLog#ENDED} if nothing may be put any more
   */
  int put(Records records, int first) {
    if (segment.getInt(STATE) != OPEN) {
      return RecordLog.ENDED;
    }
    boolean done = false;
    line.load();
    try {
      int record = first;
      while (record < records.count() && hasRoom(records.room(record))) {
        write(records, record);
        record++;
      }
      if (record > first) {
        Steps.at("queue before put");
        line.commit();
        Steps.at("queue put");
      }
      done = true;
      return record - first;
    } finally {
      if (!done) {
        line.forget();
      }
    }
  }

  private boolean hasRoom(long bytes) {
    if (!isBounded() || isWithinBounds(bytes)) {
      return true;
    }
    takes.load();
    return isWithinBounds(bytes);
  }

  private boolean isWithinBounds(long bytes) {
    // What is larger than all the room there is has its turn when it is alone.
    if (line.count == takes.count) {
      return true;
    }
    return (capacity == 0 || line.count - takes.count < capacity)
        && (mostBytes == 0 || line.bytes - takes.bytes <= mostBytes - bytes);
  }

  private void write(Records records, int record) {
    long header = records.header(record);
    long room = records.room(record);
    int block = RecordLogLayout.block(line.place);
    long offset = RecordLogLayout.offset(line.place);
    MemorySegment memory = blocks.view(block);
    LogTakes.checkOffset(offset, memory);
    if (offset > memory.byteSize() - room - HEADER) {
      int next = claimNext(block, room + HEADER);
      memory.set(JAVA_LONG, offset, RecordLogLayout.header(JUMP, next));
      block = next;
      offset = 0;
      memory = blocks.view(next);
    }
    records.copy(record, memory, offset + HEADER);
    memory.set(JAVA_LONG, offset, header);
    line.count++;
    line.bytes += room;
    line.place = RecordLogLayout.place(block, offset + room);
  }

  private int claimNext(int block, long room) {
    takes.load();
    long head = blocks.sequence(RecordLogLayout.block(takes.place));
    return blocks.claim(room, head, blocks.sequence(block), line.bytes - takes.bytes, leases);
  }

  /** Gives memory that takers have left back, unless somebody puts just now. */
  void trim() {
    if (blocks.isLarge() && lock.tryLock()) {
      try {
        line.load();
        takes.load();
        blocks.trim(
            blocks.sequence(RecordLogLayout.block(takes.place)),
            blocks.sequence(RecordLogLayout.block(line.place)),
            leases);
      } finally {
        lock.unlock();
      }
    }
  }

  /** Whether there is room for one more, as far as their number decides; needs no lock. */
  boolean seemsToHaveRoom() {
    return capacity == 0 || line.countNow() - takes.countNow() < capacity;
  }
}
