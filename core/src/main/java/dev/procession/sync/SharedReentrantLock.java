package dev.procession.sync;

import dev.procession.internal.proc.SharedTicket;
import dev.procession.internal.shm.Segment;
import dev.procession.internal.shm.SegmentAddress;
import dev.procession.internal.shm.SegmentKind;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.Objects;
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
public final class SharedReentrantLock extends ExclusiveLock implements Serializable {
  private static final long serialVersionUID = 1L;

  private SharedReentrantLock(Segment segment) {
    super(segment, segment.local(LockState.class, LockState::reentrant));
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
            SegmentKind.REENTRANT_LOCK, Objects.requireNonNull(config, "configuration")));
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

  // ---- on its way -------------------------------------------------------------------------------

  /** What is sent: where to find the lock. */
  private static final class Ticket extends SharedTicket {
    private static final long serialVersionUID = 1;

    Ticket(SegmentAddress address) {
      super(address);
    }

    /**
     * Finds the lock.
     *
     * @return the lock itself
     */
    private Object readResolve() {
      return new SharedReentrantLock(attach(SegmentKind.REENTRANT_LOCK));
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
