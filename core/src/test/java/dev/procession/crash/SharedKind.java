package dev.procession.crash;

import dev.procession.memory.ShareableList;
import dev.procession.memory.SharedBoolean;
import dev.procession.memory.SharedByteArray;
import dev.procession.memory.SharedDouble;
import dev.procession.memory.SharedDoubleArray;
import dev.procession.memory.SharedInt;
import dev.procession.memory.SharedIntArray;
import dev.procession.memory.SharedLong;
import dev.procession.memory.SharedLongArray;
import dev.procession.memory.SharedMemory;
import dev.procession.memory.SharedRecord;
import dev.procession.memory.SharedRecordArray;
import dev.procession.sync.SharedBarrier;
import dev.procession.sync.SharedEvent;
import dev.procession.sync.SharedLatch;
import dev.procession.sync.SharedLock;
import dev.procession.sync.SharedReadWriteLock;
import dev.procession.sync.SharedReentrantLock;
import dev.procession.sync.SharedSemaphore;
import java.util.List;
import java.util.function.Supplier;

/** Everything that can be shared, made and used once. */
enum SharedKind {
  LOCK(
      () -> {
        var lock = SharedLock.create();
        lock.hold().close();
        return lock;
      }),
  FAIR_LOCK(
      () -> {
        var lock = SharedLock.create(c -> c.fair(true));
        lock.hold().close();
        return lock;
      }),
  REENTRANT_LOCK(
      () -> {
        var lock = SharedReentrantLock.create();
        lock.hold().close();
        return lock;
      }),
  READ_WRITE_LOCK(
      () -> {
        var lock = SharedReadWriteLock.create();
        lock.readLock().lock();
        lock.readLock().unlock();
        return lock;
      }),
  CONDITION(
      () -> {
        var lock = SharedLock.create();
        var condition = lock.newCondition();
        try (var held = lock.hold()) {
          condition.signalAll();
        }
        return () -> {
          condition.close();
          lock.close();
        };
      }),
  SEMAPHORE(
      () -> {
        var semaphore = SharedSemaphore.create(1);
        semaphore.hold().close();
        return semaphore;
      }),
  EVENT(
      () -> {
        var event = SharedEvent.create();
        event.set();
        return event;
      }),
  BARRIER(() -> SharedBarrier.create(2)),
  LATCH(
      () -> {
        var latch = SharedLatch.create(1);
        latch.countDown();
        return latch;
      }),
  INT(() -> SharedInt.create(1)),
  LONG(
      () -> {
        var number = SharedLong.create(1);
        number.incrementAndGet();
        return number;
      }),
  DOUBLE(() -> SharedDouble.create(1)),
  BOOLEAN(() -> SharedBoolean.create(true)),
  BYTES(() -> SharedByteArray.create(100)),
  INTS(() -> SharedIntArray.create(100)),
  LONGS(() -> SharedLongArray.create(100)),
  DOUBLES(() -> SharedDoubleArray.create(100)),
  RECORD(() -> SharedRecord.create(new Point(1, 2))),
  RECORDS(() -> SharedRecordArray.create(Point.class, 10)),
  BIG(() -> SharedByteArray.create(2 << 20)),
  NAMED(
      () -> {
        var memory = SharedMemory.create(100);
        memory.unlink();
        return memory;
      }),
  LIST(
      () -> {
        var list = ShareableList.create(List.of(1, "two", 3.0));
        list.sharedMemory().unlink();
        return list;
      });

  /** What records hold. */
  record Point(int x, int y) {}

  private final Supplier<AutoCloseable> make;

  SharedKind(Supplier<AutoCloseable> make) {
    this.make = make;
  }

  /** Whether the collector unmaps it: memory with a name stays mapped until it is closed. */
  boolean mayBeDropped() {
    return this != NAMED && this != LIST;
  }

  /** Makes one, which is to be closed, or dropped. */
  AutoCloseable make() {
    return make.get();
  }
}
