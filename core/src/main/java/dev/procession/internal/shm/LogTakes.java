package dev.procession.internal.shm;

import static dev.procession.internal.shm.RecordLogLayout.DROPPED;
import static dev.procession.internal.shm.RecordLogLayout.HEADER;
import static dev.procession.internal.shm.RecordLogLayout.JUMP;
import static dev.procession.internal.shm.RecordLogLayout.STATE;
import static dev.procession.internal.shm.RecordLogLayout.WORD_FORMATS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The end of a {@link RecordLog} at which records are taken. One at a time, with the get lock held;
 * copies of the two lines are kept from one time to the next.
 *
 * <p>A record is copied first. Then the line of the takes is committed, and it is taken. Who dies
 * before has taken nothing. What is written down before the commit about who takes it tells by its
 * index that the commit never was; the heir of the lock puts that right.
 *
 * <p>All that is read of the blocks is checked: another process may have damaged it.
 */
final class LogTakes {
  /** Bytes to be taken at a time, so that others get the lock. */
  private static final long MOST_AT_A_TIME = 1 << 16;

  private final Segment segment;
  private final BlockTable blocks;
  private final LogParties parties;
  private final boolean joinable;
  private final @Nullable LeaseTable leases;
  private final RobustLock lock;
  private final LogLine line;

  /** How far the putters are; they may have gone on since. */
  private final LogLine puts;

  /** What {@link #step} found. */
  private MemorySegment memory = MemorySegment.NULL;

  private long header;

  LogTakes(
      Segment segment,
      BlockTable blocks,
      LogParties parties,
      boolean joinable,
      @Nullable LeaseTable leases) {
    this.segment = segment;
    this.blocks = blocks;
    this.parties = parties;
    this.joinable = joinable;
    this.leases = leases;
    this.lock = new RobustLock(segment, RecordLogLayout.GET_LOCK);
    this.line = new LogLine(segment, RecordLogLayout.TAKES);
    this.puts = new LogLine(segment, RecordLogLayout.PUTS);
  }

  RobustLock lock() {
    return lock;
  }

  /**
   * Takes up to so many records, all at once.
   *
   * @return how many
   */
  int take(RecordSink sink, int most) {
    if (segment.getInt(STATE) == DROPPED) {
      return 0;
    }
    if (leases != null) {
      int lease = leases.findAbandoned();
      if (lease >= 0) {
        read(sink, leases.place(lease));
        leases.adopt(lease);
        leases.complete(lease);
        return 1;
      }
    }
    boolean done = false;
    try {
      // Of several at a time a mark could not tell whether they were taken.
      int taken = walk(sink, joinable ? Math.min(most, 1) : most);
      if (taken > 0) {
        if (joinable) {
          parties.take(line.count - 1);
        }
        commit();
      }
      done = true;
      return taken;
    } finally {
      if (!done) {
        line.forget();
      }
    }
  }

  /**
   * Takes a record on lease.
   *
   * @return 1 plus the number of the lease; 0 if there is no record
   */
  int lease(RecordSink sink, LeaseTable table) {
    if (segment.getInt(STATE) == DROPPED) {
      return 0;
    }
    int abandoned = table.findAbandoned();
    if (abandoned >= 0) {
      read(sink, table.place(abandoned));
      table.adopt(abandoned);
      return 1 + abandoned;
    }
    boolean done = false;
    try {
      long index = loadLines();
      if (index == puts.count) {
        done = true;
        return 0;
      }
      int lease = table.findFree();
      if (lease < 0) {
        throw new IllegalStateException(
            "too many leases at a time: leases="
                + RecordLogLayout.MOST_LEASES
                + "; complete some, or give them back");
      }
      long place = follow();
      accept(sink, place);
      step(place);
      table.write(lease, index, place);
      Steps.at("queue lease written");
      commit();
      done = true;
      return 1 + lease;
    } finally {
      if (!done) {
        line.forget();
      }
    }
  }

  /** Shows up to so many records that are there, and leaves them. */
  int look(RecordSink sink, int most) {
    if (segment.getInt(STATE) == DROPPED) {
      return 0;
    }
    int seen = leases == null ? 0 : lookAtAbandoned(sink, leases, most);
    try {
      loadLines();
      puts.load();
      while (seen < most && line.count < puts.count) {
        long place = follow();
        accept(sink, place);
        step(place);
        seen++;
      }
      return seen;
    } finally {
      line.forget();
    }
  }

  private int lookAtAbandoned(RecordSink sink, LeaseTable table, int most) {
    int[] abandoned = table.allAbandoned();
    int seen = Math.min(most, abandoned.length);
    for (int i = 0; i < seen; i++) {
      read(sink, table.place(abandoned[i]));
    }
    return seen;
  }

  /**
   * Takes all there are and drops them.
   *
   * @return how many
   */
  long clear() {
    long dropped = 0;
    if (leases != null) {
      for (int lease = leases.findAbandoned(); lease >= 0; lease = leases.findAbandoned()) {
        leases.adopt(lease);
        leases.complete(lease);
        dropped++;
      }
    }
    long first = loadLines();
    puts.load();
    dropped += puts.count - first;
    line.moveTo(puts);
    commit();
    return dropped;
  }

  private void commit() {
    Steps.at("queue before take");
    line.commit();
    Steps.at("queue taken");
  }

  /**
   * To be called first by whoever has got the lock, also by who only looks: that the lock is
   * inherited is forgotten when it is freed.
   */
  void mendIfInherited() {
    if (lock.isInherited()) {
      line.load();
      if (leases != null) {
        leases.clearFrom(line.count);
      }
      if (joinable) {
        parties.mend(line.count);
      }
    }
  }

  /** Returns how many have been taken; the line of the puts is looked at only if it must be. */
  private long loadLines() {
    line.load();
    if (line.count >= puts.count) {
      puts.load();
      if (puts.count < line.count) {
        throw new DamagedSegmentException("put=" + puts.count + ", taken=" + line.count);
      }
    }
    return line.count;
  }

  /** Walks over up to so many records, as far as there are any. */
  private int walk(RecordSink sink, int most) {
    loadLines();
    int walked = 0;
    long bytes = line.bytes;
    while (walked < most && line.count < puts.count && line.bytes - bytes < MOST_AT_A_TIME) {
      long place = follow();
      accept(sink, place);
      step(place);
      walked++;
    }
    return walked;
  }

  /** Where the next record is, beyond a jump; {@link #memory} and {@link #header} are of that. */
  private long follow() {
    int block = RecordLogLayout.block(line.place);
    long offset = RecordLogLayout.offset(line.place);
    find(block, offset);
    while (RecordLogLayout.format(header) == JUMP) {
      int next = (int) Math.min(RecordLogLayout.length(header), RecordLogLayout.MOST_BLOCKS);
      if (blocks.sequence(next) != blocks.sequence(block) + 1) {
        throw new DamagedSegmentException("jump from=" + block + ", to=" + next);
      }
      block = next;
      offset = 0;
      find(block, offset);
    }
    return RecordLogLayout.place(block, offset);
  }

  private void find(int block, long offset) {
    memory = blocks.view(block);
    checkOffset(offset, memory);
    header = memory.get(JAVA_LONG, offset);
  }

  private void accept(RecordSink sink, long place) {
    long start = RecordLogLayout.offset(place) + HEADER;
    int format = RecordLogLayout.format(header);
    long length = RecordLogLayout.length(header);
    if (format == 0 || format == JUMP) {
      throw new DamagedSegmentException("format=" + format);
    }
    if (format < WORD_FORMATS && length > memory.byteSize() - start - HEADER) {
      throw new DamagedSegmentException("length=" + length);
    }
    sink.accept(format, memory, start, length);
  }

  /** Goes on behind a record. */
  private void step(long place) {
    long room = RecordLogLayout.room(Records.bytes(header));
    line.count++;
    line.bytes += room;
    line.place = place + room;
  }

  private void read(RecordSink sink, long place) {
    find(RecordLogLayout.block(place), RecordLogLayout.offset(place));
    accept(sink, place);
  }

  static void checkOffset(long offset, MemorySegment memory) {
    if (offset % HEADER != 0 || offset > memory.byteSize() - HEADER) {
      throw new DamagedSegmentException("offset=" + offset);
    }
  }

  /** The block in which the takers are, as far as it is known; with or without the lock. */
  int block() {
    return RecordLogLayout.block(line.place);
  }

  /** How many times something has been taken. */
  long turn() {
    return line.turnNow();
  }

  /** How many records there are; needs no lock, and is exact for an instant of the call. */
  long size() {
    return size(puts, line);
  }

  /** The same for who has no more than the segment. */
  static long size(Segment segment) {
    return size(
        new LogLine(segment, RecordLogLayout.PUTS), new LogLine(segment, RecordLogLayout.TAKES));
  }

  private static long size(LogLine puts, LogLine takes) {
    while (true) {
      long turn = puts.turnNow();
      long put = puts.countNow();
      long taken = takes.countNow();
      // As long as nothing is put, put minus taken is what there was when taken was read.
      if (puts.turnNow() == turn) {
        return Math.max(0, put - taken);
      }
    }
  }
}
