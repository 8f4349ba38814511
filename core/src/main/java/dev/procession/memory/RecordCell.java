package dev.procession.memory;

import static dev.procession.memory.RecordLayout.COPIES;
import static dev.procession.memory.RecordLayout.VERSION;

import dev.procession.internal.shm.Steps;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.Lock;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

/**
 * The bytes of one record in shared memory, which change from one value to the next in a single
 * store; see {@link RecordLayout}.
 *
 * <p>A reader takes no lock. It copies, and looks whether the version is still the same: while it
 * is, nobody writes to the copy that is the value. A reader that writers outrun again and again
 * takes the lock. A writer that dies before it stores the version has done nothing: the next one
 * overwrites the same copy.
 */
final class RecordCell {
  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

  /** After so many vain attempts a reader takes the lock. */
  private static final int ATTEMPTS = 100;

  private final MemorySegment memory;
  private final Lock lock;
  private final long base;
  private final long size;

  /** The cell at {@code base} of the memory; {@code lock} keeps its writers apart. */
  RecordCell(MemorySegment memory, Lock lock, long base, long recordSize) {
    this.memory = memory;
    this.lock = lock;
    this.base = base;
    this.size = RecordLayout.copySize(recordSize);
  }

  private long version() {
    return (long) LONG.getAcquire(memory, base + VERSION);
  }

  /** Whether what was read since the version was {@code seen} is the value it had then. */
  private boolean isStill(long seen) {
    VarHandle.acquireFence();
    return version() == seen;
  }

  private long copy(long version) {
    return base + COPIES + (version & 1) * size;
  }

  // ---- reading ----------------------------------------------------------------------------------

  /** Copies bytes of the record, all from one moment. */
  void read(long from, MemorySegment into, long count) {
    for (int i = 0; i < ATTEMPTS; i++) {
      long version = version();
      MemorySegment.copy(memory, copy(version) + from, into, 0, count);
      if (isStill(version)) {
        return;
      }
      Thread.onSpinWait();
    }
    lock.lock();
    try {
      MemorySegment.copy(memory, copy(version()) + from, into, 0, count);
    } finally {
      lock.unlock();
    }
  }

  /** Reads one number; see {@link PrimitiveSlot#readBits}. */
  long readBits(PrimitiveSlot slot, long at) {
    for (int i = 0; i < ATTEMPTS; i++) {
      long version = version();
      long bits = slot.readBits(memory, copy(version) + at);
      if (isStill(version)) {
        return bits;
      }
      Thread.onSpinWait();
    }
    lock.lock();
    try {
      return slot.readBits(memory, copy(version()) + at);
    } finally {
      lock.unlock();
    }
  }

  /** Does something with all writers kept out. */
  <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  // ---- writing ----------------------------------------------------------------------------------

  /** Replaces bytes of the record; the others stay. */
  void write(long at, MemorySegment from, long count) {
    lock.lock();
    try {
      long version = version();
      long next = prepare(version, count < size);
      MemorySegment.copy(from, 0, memory, next + at, count);
      publish(version);
    } finally {
      lock.unlock();
    }
  }

  /** Changes one number; returns what it was. */
  long update(PrimitiveSlot slot, long at, LongUnaryOperator change) {
    lock.lock();
    try {
      long version = version();
      long before = slot.readBits(memory, copy(version) + at);
      long after = change.applyAsLong(before);
      long next = prepare(version, true);
      slot.writeBits(memory, next + at, after);
      publish(version);
      return before;
    } finally {
      lock.unlock();
    }
  }

  /** Where the next value is to be written. */
  private long prepare(long version, boolean copied) {
    // A thread that has just published and goes on without freeing the lock: its last store first.
    VarHandle.storeStoreFence();
    long next = copy(version + 1);
    if (copied) {
      MemorySegment.copy(memory, copy(version), memory, next, size);
      Steps.at("record copied");
    }
    return next;
  }

  private void publish(long version) {
    Steps.at("record written");
    LONG.setRelease(memory, base + VERSION, version + 1);
    Steps.at("record published");
  }
}
