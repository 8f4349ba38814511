package dev.procession.sync;

import dev.procession.internal.proc.SharedThings;
import dev.procession.internal.proc.Waits;
import dev.procession.internal.shm.LockWord;
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
 * A lock between processes.
 *
 * {@snippet lang="java" :
 * var lock = SharedLock.create();
 * ChildProcess.of(() -> {
 *   try (var held = lock.hold()) {
 *     …
 *   }
 * }).start();
 * }
 *
 * <p>It is not reentrant: a thread that takes it twice waits for itself. As in Python, any thread
 * of any process may free it. It keeps no order unless it is {@linkplain LockConfig#fair fair}.
 *
 * <p>If its holder dies, the next one to ask gets it, a warning is logged, and {@link #recovered()}
 * is true for it; a {@linkplain LockConfig#strict strict} lock throws {@link HolderDiedException}
 * instead. That takes some milliseconds, at most a second.
 *
 * <p>May be used by any thread, also by virtual ones. After {@link #close()} every method but that
 * throws {@link IllegalStateException}.
 *
 * <p>Python: {@code multiprocessing.Lock}.
 */
public final class SharedLock implements Lock, AutoCloseable, Serializable {
  private static final long serialVersionUID = 1L;

  private final transient SharedHandle handle;
  private final transient LockState state;

  private SharedLock(Segment segment) {
    this.handle = new SharedHandle(segment, this);
    this.state = segment.local(LockState.class, LockState::of);
  }

  /**
   * Makes a lock that is free.
   *
   * @return the lock
   * @throws dev.procession.ProcessionException if there is no shared memory or no descriptor for it
   */
  public static SharedLock create() {
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
  public static SharedLock create(UnaryOperator<LockConfig> configure) {
    LockConfig config = configure.apply(LockConfig.standard());
    return new SharedLock(
        LockState.create(SegmentKind.LOCK, Objects.requireNonNull(config, "configuration")));
  }

  /**
   * Takes the lock, waiting as long as that takes. An interrupt does not end the wait; the thread's
   * interrupt status is as before.
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
   * Takes the lock if it is free, or its holder is dead.
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
   * Frees the lock, whoever holds it.
   *
   * <p>Python: {@code release()}.
   *
   * @throws IllegalMonitorStateException if it is free
   */
  @Override
  public void unlock() {
    handle.checkOpen();
    state.unlock();
  }

  /**
   * A condition of this lock. It may be used while this object is open, by any thread while any
   * thread of its process holds the lock.
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
        if (!state.isHeldHere()) {
          throw new IllegalMonitorStateException(
              "the lock is not held by this process: lock=" + SharedLock.this + "; take it first");
        }
      }

      @Override
      public int releaseAll() {
        state.unlock();
        return 1;
      }

      @Override
      public void lockAgain(int holds) {
        state.lock();
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

  /** For people: name, and who holds it. */
  @Override
  public String toString() {
    return handle.isOpen() ? state.describe("SharedLock") : "SharedLock[closed]";
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
   */
  private record Ticket(SegmentAddress address) implements Serializable {
    /**
     * Finds the lock.
     *
     * @return the lock itself
     */
    private Object readResolve() {
      return new SharedLock(SharedThings.attach(address, SegmentKind.LOCK));
    }
  }

  /**
   * Sends a ticket.
   *
   * @return where to find the lock
   */
  private Object writeReplace() {
    return new Ticket(handle.address());
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
