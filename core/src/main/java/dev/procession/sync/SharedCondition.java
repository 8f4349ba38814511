package dev.procession.sync;

import dev.procession.internal.proc.SharedThings;
import dev.procession.internal.proc.SharedTicket;
import dev.procession.internal.proc.Waits;
import dev.procession.internal.shm.Deadline;
import dev.procession.internal.shm.LockWord;
import dev.procession.internal.shm.Segment;
import dev.procession.internal.shm.SegmentAddress;
import dev.procession.internal.shm.SegmentKind;
import dev.procession.internal.shm.SegmentPlan;
import dev.procession.internal.shm.SharedHandle;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.Date;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;

/**
 * A condition between processes: threads that hold a lock wait until others, which hold it too, say
 * that something has changed.
 *
 * {@snippet lang="java" :
 * var lock = SharedReentrantLock.create();
 * var changed = lock.newCondition();
 * …
 * try (var held = lock.hold()) {
 *   changed.waitFor(() -> counter.get() > 9);
 * }
 * …
 * try (var held = lock.hold()) {
 *   counter.set(10);
 *   changed.signalAll();
 * }
 * }
 *
 * <p>Made by {@code newCondition()} of a {@link SharedLock}, a {@link SharedReentrantLock} or the
 * write lock of a {@link SharedReadWriteLock}. Sent to another process it brings its lock along:
 * {@link #lock()}. To wait and to signal, the calling thread must hold the lock, with a {@link
 * SharedLock} any thread of its process; else {@link IllegalMonitorStateException} is thrown. A
 * thread that waits frees the lock, however many times it holds it, and holds it as many times
 * again when the wait ends, for whatever reason; taking it back may take longer than the wait was
 * to last.
 *
 * <p>Signals go to those who have waited longest. A signal is never waited for, and none is lost: a
 * process that dies before it has taken a signal up leaves it to the next one who waits, within
 * some milliseconds, at most a second. The dead are never signalled. A process that is killed while
 * it signals has signalled some or none; the lock then tells its next holder by {@code
 * recovered()}. After such deaths a thread may be woken once too often, so conditions are waited
 * for in a loop, or by {@link #waitFor}.
 *
 * <p>If the lock is {@linkplain LockConfig#strict strict} and a holder dies, the wait ends with
 * {@link HolderDiedException} and without the lock. 1024 threads may wait at a time.
 *
 * <p>May be used by any thread, also by virtual ones. After {@link #close()} every method but that
 * throws {@link IllegalStateException}.
 *
 * <p>Python: {@code multiprocessing.Condition}.
 */
public final class SharedCondition implements Condition, AutoCloseable, Serializable {
  private static final long serialVersionUID = 1L;

  private final transient SharedHandle handle;
  private final transient ConditionState state;
  private final transient Lock lock;
  private final transient Monitor monitor;

  /** The slots of threads that wait by this object. */
  private final transient Set<Integer> waiting = ConcurrentHashMap.newKeySet();

  private SharedCondition(Segment segment, Lock lock) {
    this.handle = new SharedHandle(segment, this);
    this.state = segment.local(ConditionState.class, ConditionState::new);
    this.lock = lock;
    this.monitor = monitor(lock);
  }

  static SharedCondition create(Lock lock) {
    return new SharedCondition(
        SharedThings.create(
            new SegmentPlan(
                SegmentKind.CONDITION,
                monitor(lock).label(),
                0,
                ConditionLayout.SIZE,
                ConditionLayout.gates(),
                SegmentPlan.MANY_PARTIES,
                0)),
        lock);
  }

  private static Monitor monitor(Lock lock) {
    return switch (lock) {
      case SharedLock plain -> plain.monitor();
      case SharedReentrantLock reentrant -> reentrant.monitor();
      case SharedReadWriteLock.WriteLock write -> write.monitor();
      default -> throw new IllegalArgumentException("no lock between processes: lock=" + lock);
    };
  }

  // ---- waiting ----------------------------------------------------------------------------------

  /**
   * Waits until signalled or interrupted.
   *
   * <p>Python: {@code wait()}.
   *
   * @throws IllegalMonitorStateException if the lock is not held
   * @throws InterruptedException if the thread is interrupted, before or while it waits, and was
   *     not signalled before
   * @throws dev.procession.ProcessionException if 1024 threads wait already
   */
  @Override
  public void await() throws InterruptedException {
    sleep(LockWord.FOREVER, true);
  }

  /**
   * As {@link #await()}, but an interrupt does not end the wait; the thread's interrupt status is
   * as before.
   */
  @Override
  public void awaitUninterruptibly() {
    try {
      sleep(LockWord.FOREVER, false);
    } catch (InterruptedException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * As {@link #await()}, waiting so long at most; not at all if {@code nanos} is zero or negative.
   *
   * @return how much of the time is left; zero or less if it is up
   */
  @Override
  public long awaitNanos(long nanos) throws InterruptedException {
    long begin = System.nanoTime();
    long atMost = Math.max(0, nanos);
    sleep(atMost, true);
    return atMost - (System.nanoTime() - begin);
  }

  /**
   * As {@link #await()}, waiting so long at most; not at all if {@code time} is zero or negative.
   *
   * <p>Python: {@code wait(timeout)}.
   *
   * @return false if the time is up
   */
  @Override
  public boolean await(long time, TimeUnit unit) throws InterruptedException {
    return sleep(unit.toNanos(time), true);
  }

  /**
   * As {@link #await(long, TimeUnit)}; more than 292 years are for ever.
   *
   * @param atMost how long to wait at most
   * @return false if the time is up
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  public boolean await(Duration atMost) throws InterruptedException {
    return sleep(Waits.nanos(Objects.requireNonNull(atMost, "atMost")), true);
  }

  /**
   * As {@link #await()}, until a time of day at most; not at all if that is past.
   *
   * @return false if the time has come
   */
  @Override
  public boolean awaitUntil(Date deadline) throws InterruptedException {
    // A time long before 1970 is as good as 1970; from there on the difference fits.
    long millis = Math.max(0, deadline.getTime()) - System.currentTimeMillis();
    return sleep(TimeUnit.MILLISECONDS.toNanos(millis), true);
  }

  /**
   * Waits until something is true. It is asked for at first and after each signal, with the lock
   * held.
   *
   * <p>Python: {@code wait_for(predicate)}.
   *
   * @param predicate what is to be true
   * @throws IllegalMonitorStateException if the lock is not held
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public void waitFor(BooleanSupplier predicate) throws InterruptedException {
    waitFor(predicate, LockWord.FOREVER);
  }

  /**
   * As {@link #waitFor(BooleanSupplier)}, waiting so long at most in all; not at all if that is
   * zero or negative, for ever if it is more than 292 years.
   *
   * <p>Python: {@code wait_for(predicate, timeout)}.
   *
   * @param predicate what is to be true
   * @param atMost how long to wait at most
   * @return what the predicate said last: false if the time is up
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  public boolean waitFor(BooleanSupplier predicate, Duration atMost) throws InterruptedException {
    return waitFor(predicate, Waits.nanos(Objects.requireNonNull(atMost, "atMost")));
  }

  private boolean waitFor(BooleanSupplier predicate, long nanos) throws InterruptedException {
    Objects.requireNonNull(predicate, "predicate");
    handle.checkOpen();
    monitor.checkHeld();
    Deadline deadline = Deadline.in(nanos);
    while (!predicate.getAsBoolean()) {
      long left = deadline.left();
      if (left <= 0) {
        return false;
      }
      sleep(left, true);
    }
    return true;
  }

  /** All of it before this object is closed, which evicts who waits, or not at all. */
  private Integer enlist() {
    synchronized (waiting) {
      handle.checkOpen();
      Integer slot = state.enlist();
      waiting.add(slot);
      return slot;
    }
  }

  private boolean sleep(long nanos, boolean interruptible) throws InterruptedException {
    // Before all other complaints, and before an interrupt is taken up.
    handle.checkOpen();
    monitor.checkHeld();
    if (interruptible && Thread.interrupted()) {
      throw new InterruptedException();
    }
    Integer slot = enlist();
    try {
      int holds = monitor.releaseAll();
      try {
        return state.awaitSignal(
            slot, nanos, interruptible, () -> handle.isOpen() && waiting.contains(slot));
      } finally {
        monitor.lockAgain(holds);
      }
    } finally {
      // Not before the lock is back: who dies until then has not taken up its signal.
      if (waiting.remove(slot)) {
        state.leave(slot);
      }
    }
  }

  // ---- signalling -------------------------------------------------------------------------------

  /**
   * Wakes the thread that has waited longest; does nothing if none waits.
   *
   * <p>Python: {@code notify()}.
   *
   * @throws IllegalMonitorStateException if the lock is not held
   */
  @Override
  public void signal() {
    signal(1);
  }

  /**
   * Wakes so many threads, those that have waited longest; all if no more than that wait.
   *
   * <p>Python: {@code notify(n)}.
   *
   * @param threads how many; may be zero
   * @throws IllegalArgumentException if {@code threads} is negative
   * @throws IllegalMonitorStateException if the lock is not held
   */
  public void signal(int threads) {
    if (threads < 0) {
      throw new IllegalArgumentException("negative: threads=" + threads + "; zero is the least");
    }
    handle.checkOpen();
    monitor.checkHeld();
    if (threads > 0) {
      state.signal(threads);
    }
  }

  /**
   * Wakes all threads that wait.
   *
   * <p>Python: {@code notify_all()}.
   *
   * @throws IllegalMonitorStateException if the lock is not held
   */
  @Override
  public void signalAll() {
    signal(Integer.MAX_VALUE);
  }

  // ---- looking at it ----------------------------------------------------------------------------

  /**
   * How many threads, in all living processes, wait and have not been signalled.
   *
   * @return the number of threads; it may be another one by now
   */
  public int waiters() {
    handle.checkOpen();
    return state.waiters();
  }

  /**
   * The lock that waiters and signallers hold: as given to this process together with the
   * condition, and to be closed apart from it.
   *
   * @return a {@link SharedLock}, a {@link SharedReentrantLock} or a {@link
   *     SharedReadWriteLock.WriteLock}
   */
  public Lock lock() {
    return lock;
  }

  /** For people: how many wait, and the lock. */
  @Override
  public String toString() {
    return handle.isOpen()
        ? "SharedCondition[waiters=" + waiters() + ", lock=" + lock + "]"
        : "SharedCondition[closed]";
  }

  /**
   * Says that this process needs the condition no longer; its lock stays open. Threads that wait by
   * this object get {@link IllegalStateException}. Does nothing the second time.
   */
  @Override
  public void close() {
    synchronized (waiting) {
      for (Integer slot : waiting) {
        if (waiting.remove(slot)) {
          state.evict(slot);
        }
      }
      handle.close();
    }
  }

  // ---- on its way -------------------------------------------------------------------------------

  /** What is sent: where to find the condition, and its lock. */
  private static final class Ticket extends SharedTicket {
    private static final long serialVersionUID = 1;

    private final Lock lock;

    Ticket(SegmentAddress address, Lock lock) {
      super(address);
      this.lock = lock;
    }

    /**
     * Finds the condition.
     *
     * @return the condition itself
     */
    private Object readResolve() {
      return new SharedCondition(attach(SegmentKind.CONDITION), lock);
    }
  }

  /**
   * Sends a ticket.
   *
   * @return where to find the condition
   */
  private Object writeReplace() {
    return new Ticket(handle.address(), lock);
  }

  /**
   * Refuses what is none of our tickets.
   *
   * @param in not read
   * @throws InvalidObjectException always
   */
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a condition is sent as a ticket");
  }
}
