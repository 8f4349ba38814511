package dev.procession.crash;

import dev.procession.Action;
import dev.procession.memory.SharedByteArray;
import dev.procession.memory.SharedLong;
import dev.procession.memory.SharedLongArray;
import dev.procession.memory.SharedMemory;
import dev.procession.memory.SharedRecord;
import dev.procession.pool.Signals;
import dev.procession.sync.SharedBarrier;
import dev.procession.sync.SharedCondition;
import dev.procession.sync.SharedEvent;
import dev.procession.sync.SharedLatch;
import dev.procession.sync.SharedLock;
import dev.procession.sync.SharedReadWriteLock;
import dev.procession.sync.SharedReentrantLock;
import dev.procession.sync.SharedSemaphore;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** One of everything that a program can share, with the same label if it can have one. */
record Everything(
    SharedLock lock,
    SharedLock fair,
    SharedReentrantLock reentrant,
    SharedReadWriteLock readWrite,
    SharedSemaphore semaphore,
    SharedReentrantLock guard,
    SharedCondition condition,
    SharedEvent event,
    SharedBarrier barrier,
    SharedLatch latch,
    SharedLong number,
    SharedLongArray array,
    SharedByteArray big,
    SharedRecord<SharedKind.Point> record,
    SharedMemory named)
    implements Serializable {
  /** How many of the things have the label: all but the latch. */
  static final int SEGMENTS = 14;

  /**
   * For how many of them {@link #waitForAll} waits, apart from the barrier, in two threads each.
   */
  static final int WAITS = 8;

  static final long NAMED_SIZE = 5_000;

  static Everything create(String label) {
    var guard = SharedReentrantLock.create(c -> c.name(label));
    return new Everything(
        SharedLock.create(c -> c.name(label)),
        SharedLock.create(c -> c.name(label).fair(true)),
        SharedReentrantLock.create(c -> c.name(label)),
        SharedReadWriteLock.create(c -> c.name(label)),
        SharedSemaphore.create(2, c -> c.name(label)),
        guard,
        guard.newCondition(),
        SharedEvent.create(label),
        SharedBarrier.create(100, c -> c.name(label)),
        SharedLatch.create(1),
        SharedLong.create(0, c -> c.name(label)),
        SharedLongArray.create(1_000, c -> c.name(label)),
        SharedByteArray.create(3 << 20, c -> c.name(label)),
        SharedRecord.create(new SharedKind.Point(1, 2), c -> c.name(label)),
        SharedMemory.create(label, NAMED_SIZE));
  }

  /** Holds what can be held, for ever. */
  void hold(Signals signals) throws Exception {
    lock.lock();
    fair.lock();
    reentrant.lock();
    readWrite.writeLock().lock();
    semaphore.acquire(2);
    signals.raise("held");
    while (true) {
      work();
    }
  }

  /** Waits for everything, in threads of both kinds, for ever. */
  void waitForAll() throws InterruptedException {
    List<Action> waits =
        List.of(
            lock::lock,
            fair::lock,
            reentrant::lock,
            readWrite.readLock()::lock,
            semaphore::acquire,
            this::awaitCondition,
            event::await,
            latch::await,
            barrier::await);
    for (Action wait : waits) {
      Thread.ofPlatform().start(wait);
      Thread.ofVirtual().start(wait);
    }
    new CountDownLatch(1).await();
  }

  private void awaitCondition() throws InterruptedException {
    try (var held = guard.hold()) {
      condition.waitFor(() -> false);
    }
  }

  /** How many threads wait, the barrier apart. */
  int waiters() {
    return lock.waiters()
        + fair.waiters()
        + reentrant.waiters()
        + readWrite.waiters()
        + semaphore.waiters()
        + condition.waiters()
        + event.waiters()
        + latch.waiters();
  }

  /** Uses what nobody has to wait for. */
  void work() {
    number.incrementAndGet();
    array.addAndGet(number.get() % 1_000, 1);
    big.set(number.get() % (3 << 20), (byte) 1);
    record.set(new SharedKind.Point(3, 4));
    named.segment().set(java.lang.foreign.ValueLayout.JAVA_BYTE, 0, (byte) 1);
    try (var held = guard.hold()) {
      Thread.onSpinWait();
    }
  }
}
