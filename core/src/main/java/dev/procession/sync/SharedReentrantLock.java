package dev.procession.sync;

import dev.procession.internal.proc.SharedThings;
import dev.procession.internal.proc.Waits;
import dev.procession.internal.shm.LockWord;
import dev.procession.internal.shm.ReentrantLocks;
import dev.procession.internal.shm.ReentrantWord;
import dev.procession.internal.shm.Segment;
import dev.procession.internal.shm.SegmentAddress;
import dev.procession.internal.shm.SegmentKind;
import dev.procession.internal.shm.SharedHandle;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.function.UnaryOperator;

/**
 * A lock between processes that a thread may take again while it holds it.
 *
 * {@snippet lang="java" :
 * var lock = SharedReentrantLock.create();
 * ChildProcess.of(() -> {
 *   try (var held = lock.hold()) {
 *     …
 *   }
 * }).start();
 * }
 *
 * <p>It is free when it has been unlocked as often as it was taken, by the same thread: another
 * thread, of this or of another process, may not unlock it. It keeps no order unless it is
 * {@linkplain LockConfig#fair fair}.
 *
 * <p>If the process of its holder dies, the next one to ask gets it, a warning is logged, and
 * {@link #recovered()} is true for it; a {@linkplain LockConfig#strict strict} lock throws {@link
 * HolderDiedException} instead. That takes some milliseconds, at most a second. A thread that ends
 * while its process lives does not free what it holds.
 *
 * <p>May be used by any thread, also by virtual ones. After {@link #close()} every method but that
 * throws {@link IllegalStateException}.
 *
 * <p>Python: {@code multiprocessing.RLock}.
 */
public final class SharedReentrantLock implements Lock, AutoCloseable, Serializable {
  private static final long serialVersionUID = 1L;

  /** As offset: the segment is there for the lock alone. */
  private static final long OWN_SEGMENT = 0;

  static {
    ReentrantLocks.makeBy(SharedReentrantLock::new);
  }

  private final transient SharedHandle handle;
  private final transient Segment segment;
  private final transient long offset;
  private final transient LockState state;

  private SharedReentrantLock(Segment segment, long offset) {
    this.handle = new SharedHandle(segment, this);
    this.segment = segment;
    this.offset = offset;
    this.state =
        segment.local(
            LockState.class,
            known ->
                offset == OWN_SEGMENT
                    ? LockState.reentrant(known)
                    : LockState.reentrant(known, ReentrantWord.of(known, offset)));
  }

  /**
   * Makes a lock that is free.
   *
   * @return the lock
   * @throws dev.procession.ProcessionException if there is no shared memory or no descriptor for it
   */
  public static SharedReentrantLock create() {
    return create(config -> config);
  }

  /**
   * Makes a lock that is free.
   *
   * @param configure changes what is not to be as usual
   * @return the lock
   * @throws NullPointerException if {@code configure} is null or returns null
   * @throws dev.procession.ProcessionException if there is no shared memory or no descriptor for it
   */
  public static SharedReentrantLock create(UnaryOperator<LockConfig> configure) {
    LockConfig config = configure.apply(LockConfig.standard());
    return new SharedReentrantLock(
        LockState.create(
            SegmentKind.REENTRANT_LOCK, Objects.requireNonNull(config, "configuration")),
        OWN_SEGMENT);
  }

  /**
   * Takes the lock, at once if the thread holds it already, else waiting as long as that takes. An
   * interrupt does not end the wait; the thread's interrupt status is as before.
   *
   * <p>Python: {@code acquire()}.
   *
   * @throws HolderDiedException if the lock is strict and a holder died
   */
  @Override
  public void lock() {
    handle.checkOpen();
    state.lock();
  }

  /**
   * Takes the lock, waiting as long as that takes or until interrupted.
   *
   * @throws HolderDiedException if the lock is strict and a holder died
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  @Override
  public void lockInterruptibly() throws InterruptedException {
    handle.checkOpenAndInterrupt();
    state.lock(LockWord.FOREVER, true);
  }

  /**
   * Takes the lock if it is free, its holder is dead, or the thread holds it already.
   *
   * <p>Python: {@code acquire(block=False)}.
   *
   * @throws HolderDiedException if the lock is strict and a holder died
   */
  @Override
  public boolean tryLock() {
    handle.checkOpen();
    return state.tryLock();
  }

  /**
   * Takes the lock, waiting so long at most; not at all if {@code time} is zero or negative.
   *
   * <p>Python: {@code acquire(timeout=…)}.
   *
   * @return false if the time is up
   * @throws HolderDiedException if the lock is strict and a holder died
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  @Override
  public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
    handle.checkOpenAndInterrupt();
    return state.lock(Math.max(0, unit.toNanos(time)), true);
  }

  /**
   * As {@link #tryLock(long, TimeUnit)}; more than 292 years are for ever.
   *
   * @param atMost how long to wait at most
   * @return false if the time is up
   * @throws HolderDiedException if the lock is strict and a holder died
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  public boolean tryLock(Duration atMost) throws InterruptedException {
    return tryLock(Waits.nanos(Objects.requireNonNull(atMost, "atMost")), TimeUnit.NANOSECONDS);
  }

  /**
   * Takes the lock, as {@link #lock()} does, until the result is closed.
   *
   * @return what frees the lock when it is closed
   * @throws HolderDiedException if the lock is strict and a holder died
   */
  public Hold hold() {
    lock();
    return this::unlock;
  }

  /**
   * Takes back one taking of the lock; the last one frees it.
   *
   * <p>Python: {@code release()}.
   *
   * @throws IllegalMonitorStateException if the thread does not hold it
   */
  @Override
  public void unlock() {
    handle.checkOpen();
    state.unlock();
  }

  /**
   * A condition of this lock. It may be used while this object is open, by the thread that holds
   * the lock.
   *
   * <p>Python: {@code Condition(lock)}.
   *
   * @throws dev.procession.ProcessionException if there is no shared memory or no descriptor for it
   */
  @Override
  public SharedCondition newCondition() {
    handle.checkOpen();
    return SharedCondition.create(this);
  }

  /** What a condition does with the lock. */
  Monitor monitor() {
    return new Monitor() {
      @Override
      public String label() {
        return state.label();
      }

      @Override
      public void checkHeld() {
        handle.checkOpen();
        if (state.holds() == 0) {
          throw new IllegalMonitorStateException(
              "the lock is not held by this thread: lock="
                  + SharedReentrantLock.this
                  + "; take it first");
        }
      }

      @Override
      public int releaseAll() {
        return state.releaseAll();
      }

      @Override
      public void lockAgain(int holds) {
        state.lockAgain(holds);
      }
    };
  }

  // ---- looking at it ----------------------------------------------------------------------------

  /**
   * Whether somebody holds the lock, dead or alive.
   *
   * <p>Python: {@code locked()}.
   *
   * @return true if so
   */
  public boolean isLocked() {
    handle.checkOpen();
    return state.isLocked();
  }

  /**
   * Whether the calling thread holds the lock.
   *
   * @return true if so
   */
  public boolean isHeldByCurrentThread() {
    return holdCount() > 0;
  }

  /**
   * How many times the calling thread holds the lock; 0 if it does not.
   *
   * @return the number of holds
   */
  public int holdCount() {
    handle.checkOpen();
    return state.holds();
  }

  /**
   * Whether this process holds the lock and has it from a process that died holding it. True until
   * the lock is freed.
   *
   * @return true if so
   */
  public boolean recovered() {
    handle.checkOpen();
    return state.isRecovered();
  }

  /**
   * Allows a strict lock again after a holder died; false if that was not necessary.
   *
   * @return true if the lock was refused until now
   */
  public boolean makeConsistent() {
    handle.checkOpen();
    return state.makeConsistent();
  }

  /**
   * Whether threads get the lock in the order in which they came.
   *
   * @return true if so
   */
  public boolean isFair() {
    handle.checkOpen();
    return state.isFair();
  }

  /**
   * Who holds the lock at this moment; empty if it is free.
   *
   * @return the holder, who may hold it no more by now
   */
  public Optional<LockOwner> owner() {
    handle.checkOpen();
    return state.owner();
  }

  /**
   * How many threads, in all processes, sleep until they get the lock.
   *
   * @return the number of threads; it may be another one by now
   */
  public int waiters() {
    handle.checkOpen();
    return state.waiters();
  }

  /** For people: name, who holds it, and how many times if that is the calling thread. */
  @Override
  public String toString() {
    if (!handle.isOpen()) {
      return "SharedReentrantLock[closed]";
    }
    String text = state.describe("SharedReentrantLock");
    return state.holds() == 0
        ? text
        : text.substring(0, text.length() - 1) + ", holds=" + state.holds() + "]";
  }

  /**
   * Says that this process needs the lock no longer. It is not freed if it is held. Others keep it.
   * Does nothing the second time.
   */
  @Override
  public void close() {
    handle.close();
  }

  // ---- on its way -------------------------------------------------------------------------------

  /**
   * What is sent: where to find the lock.
   *
   * @param address of its segment
   * @param kind what the segment is: a lock, or data that have one
   * @param offset of the lock's word in the segment, in bytes; 0 if the segment is there for the
   *     lock alone
   */
  private record Ticket(SegmentAddress address, SegmentKind kind, long offset)
      implements Serializable {
    /**
     * Finds the lock.
     *
     * @return the lock itself
     */
    private Object readResolve() {
      return new SharedReentrantLock(SharedThings.attach(address, kind), offset);
    }
  }

  /**
   * Sends a ticket.
   *
   * @return where to find the lock
   */
  private Object writeReplace() {
    return new Ticket(handle.address(), segment.kind(), offset);
  }

  /**
   * Refuses what is none of our tickets.
   *
   * @param in not read
   * @throws InvalidObjectException always
   */
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a lock is sent as a ticket");
  }
}
