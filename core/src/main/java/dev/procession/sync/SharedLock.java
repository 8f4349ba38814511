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
public final class SharedLock extends ExclusiveLock implements Serializable {
  private static final long serialVersionUID = 1L;

  private SharedLock(Segment segment) {
    super(segment, segment.local(LockState.class, LockState::of));
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

  /** For people: name, and who holds it. */
  @Override
  public String toString() {
    return handle.isOpen() ? state.describe("SharedLock") : "SharedLock[closed]";
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
      return new SharedLock(attach(SegmentKind.LOCK));
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
