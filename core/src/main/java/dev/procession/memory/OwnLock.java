package dev.procession.memory;

import dev.procession.internal.shm.Inheritance;
import dev.procession.internal.shm.LockWord;
import dev.procession.internal.shm.ReentrantWord;
import dev.procession.internal.shm.Segment;
import dev.procession.internal.shm.SharedHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** The lock that comes with the data of a segment: reentrant, and it outlives its holder. */
final class OwnLock implements Lock {
  private static final System.Logger LOG = System.getLogger("dev.procession.memory");

  private final SharedHandle handle;
  private final Segment segment;
  private final ReentrantWord word;

  /** How many times the lock is held by way of this object. Guarded by the lock. */
  private int holds;

  OwnLock(SharedHandle handle, Segment segment) {
    this.handle = handle;
    this.segment = segment;
    // All handles of a process must share it, or a thread would not know itself again.
    this.word =
        segment.local(ReentrantWord.class, shared -> new ReentrantWord(shared, DataLayout.LOCK));
  }

  @Override
  public void lock() {
    handle.checkOpen();
    word.lock();
    taken();
  }

  @Override
  public void lockInterruptibly() throws InterruptedException {
    handle.checkOpenAndInterrupt();
    word.lock(LockWord.FOREVER, true);
    taken();
  }

  @Override
  public boolean tryLock() {
    handle.checkOpen();
    return word.tryLock() && taken();
  }

  @Override
  public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
    handle.checkOpenAndInterrupt();
    return word.lock(Math.max(0, unit.toNanos(time)), true) && taken();
  }

  private boolean taken() {
    holds++;
    if (word.isInherited() && word.holds() == 1) {
      Inheritance.warn(LOG, segment, word.deceased());
    }
    return true;
  }

  @Override
  public void unlock() {
    handle.checkOpen();
    if (word.holds() > 0) {
      holds--;
    }
    word.unlock();
  }

  /** What is closed cannot be unlocked any more, and this process may live for long. */
  void close() {
    while (handle.isOpen() && word.holds() > 0 && holds > 0) {
      unlock();
    }
  }

  @Override
  public Condition newCondition() {
    throw new UnsupportedOperationException(
        "the lock of shared data has no conditions; make the data with a lock that has");
  }

  @Override
  public String toString() {
    return "lock of " + segment.kind().text() + " " + segment.id();
  }
}
