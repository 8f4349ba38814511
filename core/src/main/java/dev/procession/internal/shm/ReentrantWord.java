package dev.procession.internal.shm;

import org.jspecify.annotations.Nullable;

/**
 * A lock between processes that a thread may take several times, and that only this thread can
 * free.
 *
 * <p>Shared memory knows which process holds it. Which thread of the process that is, and how many
 * times it has taken it, is known to the process alone and dies with it, so a heir finds nothing to
 * repair. All users of the lock in a process must share one object of this class: see {@link
 * Segment#local}.
 */
public final class ReentrantWord implements LockWord {
  private final LockWord word;

  /**
   * The thread that holds the lock, if it is one of this process. Written by that thread while it
   * holds the lock; read by any: a thread finds itself here only if it has put itself here.
   */
  private @Nullable Thread owner;

  /** How many times the owner has taken it. Read and written by the owner only. */
  private int holds;

  /** The lock at {@code offset}, laid out as {@link LockLayout} and used as {@link RobustLock}. */
  public ReentrantWord(Segment segment, long offset) {
    this(new RobustLock(segment, offset));
  }

  /** The lock that {@code word} keeps others out of; it is used through this object only. */
  public ReentrantWord(LockWord word) {
    if (word instanceof ReentrantWord) {
      throw new IllegalArgumentException("reentrant already: word=" + word);
    }
    this.word = word;
  }

  @Override
  public boolean tryLock() {
    return again() || word.tryLock() && first();
  }

  @Override
  public boolean lock(long nanos, boolean interruptible) throws InterruptedException {
    return again() || word.lock(nanos, interruptible) && first();
  }

  private boolean again() {
    if (owner != Thread.currentThread()) {
      return false;
    }
    if (holds == Integer.MAX_VALUE) {
      throw new IllegalStateException(
          "taken too many times by one thread: holds="
              + holds
              + "; free it as often as it is taken");
    }
    holds++;
    return true;
  }

  private boolean first() {
    owner = Thread.currentThread();
    holds = 1;
    return true;
  }

  /**
   * Takes back one taking of it; the last one frees the lock.
   *
   * @throws IllegalMonitorStateException if the calling thread does not hold it
   */
  @Override
  public void unlock() {
    checkHeld();
    if (holds > 1) {
      holds--;
    } else {
      releaseAll();
    }
  }

  /**
   * Frees the lock, however many times the calling thread has taken it.
   *
   * @return how many times that was, for {@link #holds(int)}
   * @throws IllegalMonitorStateException if the calling thread does not hold it
   */
  public int releaseAll() {
    checkHeld();
    int released = holds;
    holds = 0;
    owner = null;
    word.unlock();
    return released;
  }

  /** Makes it so many takings, by the thread that has just taken it. */
  public void holds(int times) {
    checkHeld();
    holds = times;
  }

  /** How many times the calling thread has taken it; 0 if it does not hold it. */
  public int holds() {
    return owner == Thread.currentThread() ? holds : 0;
  }

  private void checkHeld() {
    if (owner != Thread.currentThread()) {
      throw new IllegalMonitorStateException(
          word.isLocked()
              ? "the lock is not held by this thread: thread=" + Thread.currentThread().getName()
              : "the lock is not held: it is free");
    }
  }

  @Override
  public boolean isLocked() {
    return word.isLocked();
  }

  @Override
  public boolean isInherited() {
    return word.isInherited();
  }

  @Override
  public long deceased() {
    return word.deceased();
  }

  @Override
  public long process() {
    return word.process();
  }

  @Override
  public Holder holder() {
    return word.holder();
  }
}
