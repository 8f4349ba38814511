package dev.procession.sync;

import dev.procession.internal.proc.SharedThings;
import dev.procession.internal.proc.SharedTicket;
import dev.procession.internal.shm.ProcessIds;
import dev.procession.internal.shm.Segment;
import dev.procession.internal.shm.SegmentAddress;
import dev.procession.internal.shm.SegmentKind;
import dev.procession.internal.shm.SegmentPlan;
import dev.procession.internal.shm.SharedHandle;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.function.UnaryOperator;

/**
 * A lock between processes that many threads may hold to read, or one to write.
 *
 * {@snippet lang="java" :
 * var lock = SharedReadWriteLock.create();
 * ChildProcess.of(() -> {
 *   try (var held = lock.readLock().hold()) {
 *     …
 *   }
 * }).start();
 * try (var held = lock.writeLock().hold()) {
 *   …
 * }
 * }
 *
 * <p>Both sides are reentrant and belong to a thread: no other may free them. The writer may take
 * the read lock too, and keep it when it frees the write lock. A reader that asks for the write
 * lock would wait for itself, and gets {@link IllegalMonitorStateException}.
 *
 * <p>Who wants to read waits as long as somebody waits to write, so readers that come one after the
 * other do not keep a writer waiting. If the lock is {@linkplain LockConfig#fair fair}, the readers
 * that wait when a writer frees the lock come before the next writer; else writers go first. Among
 * writers there is no order.
 *
 * <p>A process that dies holds the read lock no more. If a writer dies, others get the lock within
 * some milliseconds, at most a second; a warning is logged, and {@link #recovered()} is true for
 * those who read before another has written, and for that writer. A {@linkplain LockConfig#strict
 * strict} lock throws {@link HolderDiedException} instead.
 *
 * <p>May be used by any thread, also by virtual ones, of 255 processes at a time. After {@link
 * #close()} every method but that, {@link #readLock()} and {@link #writeLock()} throws {@link
 * IllegalStateException}.
 *
 * <p>Python: has none.
 */
public final class SharedReadWriteLock implements ReadWriteLock, AutoCloseable, Serializable {
  private static final long serialVersionUID = 1L;

  private final transient SharedHandle handle;
  private final transient Segment segment;
  private final transient ReadWriteHolds holds;
  private final transient ReadLock readLock = new ReadLock(this);
  private final transient WriteLock writeLock = new WriteLock(this);

  private SharedReadWriteLock(Segment segment) {
    this.handle = new SharedHandle(segment, this);
    this.segment = segment;
    this.holds = segment.local(ReadWriteHolds.class, ReadWriteHolds::new);
  }

  /**
   * Makes a lock that is free.
   *
   * @return the lock
   * @throws dev.procession.ProcessionException if there is no shared memory or no descriptor for it
   */
  public static SharedReadWriteLock create() {
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
  public static SharedReadWriteLock create(UnaryOperator<LockConfig> configure) {
    LockConfig config =
        Objects.requireNonNull(configure.apply(LockConfig.standard()), "configuration");
    return new SharedReadWriteLock(
        SharedThings.create(
            new SegmentPlan(
                SegmentKind.READ_WRITE_LOCK,
                config.name(),
                config.options(),
                ReadWriteLayout.SIZE,
                ReadWriteLayout.gates(),
                SegmentPlan.MANY_PARTIES,
                0)));
  }

  /** The lock of those who read. */
  @Override
  public ReadLock readLock() {
    return readLock;
  }

  /** The lock of those who write. */
  @Override
  public WriteLock writeLock() {
    return writeLock;
  }

  // ---- looking at it ----------------------------------------------------------------------------

  /**
   * Whether somebody holds the write lock, dead or alive.
   *
   * @return true if so
   */
  public boolean isWriteLocked() {
    handle.checkOpen();
    return holds.state().writer() != ProcessIds.NOBODY;
  }

  /**
   * How many threads of living processes hold the read lock.
   *
   * @return the number of threads; it may be another one by now
   */
  public int readers() {
    handle.checkOpen();
    return holds.state().readers();
  }

  /**
   * How many times the calling thread holds the read lock; 0 if it does not.
   *
   * @return the number of holds
   */
  public int readHoldCount() {
    handle.checkOpen();
    return holds.readHolds();
  }

  /**
   * How many times the calling thread holds the write lock; 0 if it does not.
   *
   * @return the number of holds
   */
  public int writeHoldCount() {
    handle.checkOpen();
    return holds.writeHolds();
  }

  /**
   * Whether the calling thread holds the write lock and is the first to do so after a writer died,
   * or holds the read lock and nobody has written since then.
   *
   * @return true if so
   */
  public boolean recovered() {
    handle.checkOpen();
    return holds.writeHolds() > 0
        ? holds.state().isWriterHeir()
        : holds.readHolds() > 0 && holds.state().isNews();
  }

  /**
   * Allows a strict lock again after a writer died; false if that was not necessary.
   *
   * @return true if the lock was refused until now
   */
  public boolean makeConsistent() {
    handle.checkOpen();
    return holds.state().makeConsistent();
  }

  /**
   * Whether the readers that wait when a writer frees the lock come before the next writer.
   *
   * @return true if so
   */
  public boolean isFair() {
    handle.checkOpen();
    return holds.state().isFair();
  }

  /**
   * Who holds the write lock at this moment; empty if nobody does.
   *
   * @return the holder, who may hold it no more by now
   */
  public Optional<LockOwner> owner() {
    handle.checkOpen();
    return LockOwner.of(segment, holds.state().holder());
  }

  /**
   * How many threads, in all processes, sleep until they get either lock. Somebody's death wakes
   * them all to look, so for that moment fewer are counted.
   *
   * @return the number of threads; it may be another one by now
   */
  public int waiters() {
    handle.checkOpen();
    return segment.parties().asleep();
  }

  /** For people: name, and who holds it. */
  @Override
  public String toString() {
    if (!handle.isOpen()) {
      return "SharedReadWriteLock[closed]";
    }
    String held = owner().map(owner -> "written by " + owner).orElse("readers=" + readers());
    return segment.describe("SharedReadWriteLock", held);
  }

  /**
   * Says that this process needs the lock no longer. It is not freed if it is held. Others keep it.
   * Does nothing the second time.
   */
  @Override
  public void close() {
    handle.close();
  }

  void checkOpen() {
    handle.checkOpen();
  }

  void checkOpenAndInterrupt() throws InterruptedException {
    handle.checkOpenAndInterrupt();
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
      return new SharedReadWriteLock(attach(SegmentKind.READ_WRITE_LOCK));
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

  // ---- its sides --------------------------------------------------------------------------------

  /** The lock of those who read. Sent to another process it is the same lock there. */
  public static final class ReadLock extends ReadWriteSide implements Serializable {
    private static final long serialVersionUID = 1L;

    private ReadLock(SharedReadWriteLock whole) {
      super(whole);
    }

    @Override
    boolean lock(long nanos, boolean interruptible) throws InterruptedException {
      return whole.holds.lockRead(nanos, interruptible);
    }

    @Override
    void free() {
      whole.holds.unlockRead();
    }

    /**
     * Readers have nothing to wait for.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    public Condition newCondition() {
      throw new UnsupportedOperationException(
          "a read lock has no conditions; make one of the write lock");
    }

    /** For people. */
    @Override
    public String toString() {
      return whole + ".readLock()";
    }
  }

  /** The lock of those who write. Sent to another process it is the same lock there. */
  public static final class WriteLock extends ReadWriteSide implements Serializable {
    private static final long serialVersionUID = 1L;

    private WriteLock(SharedReadWriteLock whole) {
      super(whole);
    }

    @Override
    boolean lock(long nanos, boolean interruptible) throws InterruptedException {
      return whole.holds.lockWrite(nanos, interruptible);
    }

    @Override
    void free() {
      whole.holds.unlockWrite();
    }

    /**
     * A condition of this lock. It may be used while the lock is open, by the thread that holds the
     * write lock. While it waits it keeps the read lock, if it holds that too.
     *
     * @throws dev.procession.ProcessionException if there is no shared memory or no descriptor for
     *     it
     */
    @Override
    public SharedCondition newCondition() {
      whole.checkOpen();
      return SharedCondition.create(this);
    }

    /** What a condition does with the lock. */
    Monitor monitor() {
      return new Monitor() {
        @Override
        public String label() {
          return whole.segment.label();
        }

        @Override
        public void checkHeld() {
          whole.checkOpen();
          whole.holds.checkWriter();
        }

        @Override
        public int releaseAll() {
          return whole.holds.releaseWrite();
        }

        @Override
        public void lockAgain(int holds) {
          whole.holds.lockWriteAgain(holds);
        }
      };
    }

    /** For people. */
    @Override
    public String toString() {
      return whole + ".writeLock()";
    }
  }
}
