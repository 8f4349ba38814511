package dev.procession.sync;

import dev.procession.internal.shm.Inheritance;
import dev.procession.internal.shm.LockWord;
import dev.procession.internal.shm.ProcessIds;
import dev.procession.internal.shm.Segment;
import org.jspecify.annotations.Nullable;

/**
 * Which threads of this process hold the two sides of a {@link SharedReadWriteLock}, and how many
 * times. One for each segment and process; dies with the process, so a heir finds nothing of it.
 */
final class ReadWriteHolds {
  private static final System.Logger LOG = System.getLogger("dev.procession.sync");

  private final Segment segment;
  private final ReadWriteState state;

  /** Written by the thread while it holds the write lock; a thread finds itself only if it does. */
  private @Nullable Thread writer;

  /** How many times the writer holds the write lock. Used by it only. */
  private int writeHolds;

  /** How many times a thread holds the read lock; absent if it does not. */
  private final ThreadLocal<@Nullable Integer> readHolds = new ThreadLocal<>();

  /** The last dead writer that the log tells of. */
  private volatile long warnedOf = ProcessIds.NOBODY;

  ReadWriteHolds(Segment segment) {
    this.segment = segment;
    this.state = new ReadWriteState(segment);
  }

  ReadWriteState state() {
    return state;
  }

  boolean lockRead(long nanos, boolean interruptible) throws InterruptedException {
    int holds = readHolds();
    if (holds == 0) {
      if (writer == Thread.currentThread()) {
        state.downgrade();
      } else if (!state.acquire(false, nanos, interruptible)) {
        return false;
      }
    }
    readHolds.set(Math.incrementExact(holds));
    if (holds == 0 && state.isNews()) {
      warn();
    }
    return true;
  }

  void unlockRead() {
    int holds = readHolds();
    if (holds == 0) {
      throw new IllegalMonitorStateException(
          "the read lock is not held by this thread: thread=" + Thread.currentThread().getName());
    }
    if (holds > 1) {
      readHolds.set(holds - 1);
    } else {
      readHolds.remove();
      state.releaseRead();
    }
  }

  boolean lockWrite(long nanos, boolean interruptible) throws InterruptedException {
    if (writer == Thread.currentThread()) {
      writeHolds = Math.incrementExact(writeHolds);
      return true;
    }
    if (readHolds() > 0) {
      throw new IllegalMonitorStateException(
          "a reader cannot become the writer, it would wait for itself: lock="
              + segment.title()
              + ", readHolds="
              + readHolds()
              + "; free the read lock first, then take the write lock and look again");
    }
    if (!state.acquire(true, nanos, interruptible)) {
      return false;
    }
    writer = Thread.currentThread();
    writeHolds = 1;
    if (state.isWriterHeir()) {
      warn();
    }
    return true;
  }

  void unlockWrite() {
    checkWriter();
    if (writeHolds > 1) {
      writeHolds--;
    } else {
      releaseWrite();
    }
  }

  /** Frees the write lock wholly; returns how many times it was held. */
  int releaseWrite() {
    checkWriter();
    int holds = writeHolds;
    writeHolds = 0;
    writer = null;
    state.releaseWrite();
    return holds;
  }

  /** Takes the write lock as many times as it was held, however long that takes. */
  void lockWriteAgain(int holds) {
    try {
      lockWrite(LockWord.FOREVER, false);
    } catch (InterruptedException impossible) {
      throw new IllegalStateException(impossible);
    }
    writeHolds = holds;
  }

  void checkWriter() {
    if (writer != Thread.currentThread()) {
      throw new IllegalMonitorStateException(
          "the write lock is not held by this thread: thread=" + Thread.currentThread().getName());
    }
  }

  int readHolds() {
    Integer holds = readHolds.get();
    return holds == null ? 0 : holds;
  }

  int writeHolds() {
    return writer == Thread.currentThread() ? writeHolds : 0;
  }

  private void warn() {
    long dead = state.deceased();
    if (warnedOf != dead) {
      warnedOf = dead;
      Inheritance.warn(LOG, segment, dead);
    }
  }
}
