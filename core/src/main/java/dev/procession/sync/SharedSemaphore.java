package dev.procession.sync;

import dev.procession.internal.proc.SharedThings;
import dev.procession.internal.proc.SharedTicket;
import dev.procession.internal.proc.Waits;
import dev.procession.internal.ready.Awaitable;
import dev.procession.internal.ready.ReadyTypes;
import dev.procession.internal.shm.LockWord;
import dev.procession.internal.shm.Outline;
import dev.procession.internal.shm.Segment;
import dev.procession.internal.shm.SegmentAddress;
import dev.procession.internal.shm.SegmentKind;
import dev.procession.internal.shm.SegmentPlan;
import dev.procession.internal.shm.SharedHandle;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * A semaphore between processes: a number of permits that threads take and give back.
 *
 * {@snippet lang="java" :
 * var printers = SharedSemaphore.create(2);
 * ChildProcess.of(() -> {
 *   try (var held = printers.hold()) {
 *     …
 *   }
 * }).start();
 * }
 *
 * <p>A process that dies gives back what it holds, within some milliseconds, at most a second;
 * unless {@linkplain SemaphoreConfig#keepPermitsOfTheDead permits of the dead are kept}. It holds
 * what it has acquired and what nobody has released since: as in Python any process may release,
 * and a permit that is released by a process which holds none is taken off another one that does.
 *
 * <p>Threads get permits in no particular order. May be used by any thread, also by virtual ones.
 * After {@link #close()} every method but that throws {@link IllegalStateException}.
 *
 * <p>Python: {@code multiprocessing.Semaphore}, {@code multiprocessing.BoundedSemaphore}.
 */
public final class SharedSemaphore implements AutoCloseable, Serializable {
  private static final long serialVersionUID = 1L;

  static {
    ReadyTypes.register(new Waitable());
  }

  private final transient SharedHandle handle;
  private final transient SemaphoreState state;

  private SharedSemaphore(Segment segment) {
    this.handle = new SharedHandle(segment, this);
    this.state = segment.local(SemaphoreState.class, SemaphoreState::new);
  }

  /**
   * Makes a semaphore.
   *
   * @param permits how many are free at first; may be zero
   * @return the semaphore
   * @throws IllegalArgumentException if {@code permits} is negative
   * @throws dev.procession.ProcessionException if there is no shared memory or no descriptor for it
   */
  public static SharedSemaphore create(int permits) {
    return create(permits, config -> config);
  }

  /**
   * Makes a semaphore.
   *
   * @param permits how many are free at first; may be zero
   * @param configure changes what is not to be as usual
   * @return the semaphore
   * @throws IllegalArgumentException if {@code permits} is negative
   * @throws NullPointerException if {@code configure} is null or returns null
   * @throws dev.procession.ProcessionException if there is no shared memory or no descriptor for it
   */
  public static SharedSemaphore create(int permits, UnaryOperator<SemaphoreConfig> configure) {
    if (permits < 0) {
      throw new IllegalArgumentException("negative: permits=" + permits + "; zero is the least");
    }
    SemaphoreConfig config =
        Objects.requireNonNull(configure.apply(SemaphoreConfig.standard()), "configuration");
    Segment segment =
        SharedThings.create(
            new SegmentPlan(
                    SegmentKind.SEMAPHORE,
                    config.name(),
                    config.options(),
                    SemaphoreLayout.SIZE,
                    SemaphoreLayout.gates(),
                    SegmentPlan.MANY_PARTIES,
                    0)
                .showing(Outline.ofNumber(SemaphoreLayout.FREE, "permits")));
    SemaphoreState.initialize(segment, permits, config.bounded());
    return new SharedSemaphore(segment);
  }

  /**
   * Takes a permit, waiting as long as that takes or until interrupted.
   *
   * <p>Python: {@code acquire()}.
   *
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  public void acquire() throws InterruptedException {
    acquire(1);
  }

  /**
   * Takes permits, all at once, waiting as long as that takes or until interrupted. More than there
   * will ever be are waited for, for ever.
   *
   * @param permits how many; at least 1
   * @throws IllegalArgumentException if {@code permits} is not positive
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  public void acquire(int permits) throws InterruptedException {
    handle.checkOpenAndInterrupt();
    state.acquire(positive(permits), LockWord.FOREVER, true);
  }

  /** Takes a permit; an interrupt does not end the wait. */
  public void acquireUninterruptibly() {
    handle.checkOpen();
    try {
      state.acquire(1, LockWord.FOREVER, false);
    } catch (InterruptedException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * Takes a permit if there is one.
   *
   * <p>Python: {@code acquire(block=False)}.
   *
   * @return false if none is free
   */
  public boolean tryAcquire() {
    return tryAcquire(1);
  }

  /**
   * Takes permits if there are so many.
   *
   * @param permits how many; at least 1
   * @return false if fewer are free; then none is taken
   * @throws IllegalArgumentException if {@code permits} is not positive
   */
  public boolean tryAcquire(int permits) {
    handle.checkOpen();
    return state.tryAcquire(positive(permits));
  }

  /**
   * Takes a permit, waiting so long at most; not at all if {@code atMost} is zero or negative.
   *
   * <p>Python: {@code acquire(timeout=…)}.
   *
   * @param atMost how long to wait at most
   * @return false if the time is up
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  public boolean tryAcquire(Duration atMost) throws InterruptedException {
    return tryAcquire(1, atMost);
  }

  /**
   * Takes permits, all at once, waiting so long at most; more than 292 years are for ever.
   *
   * @param permits how many; at least 1
   * @param atMost how long to wait at most
   * @return false if the time is up
   * @throws IllegalArgumentException if {@code permits} is not positive
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  public boolean tryAcquire(int permits, Duration atMost) throws InterruptedException {
    Objects.requireNonNull(atMost, "atMost");
    handle.checkOpenAndInterrupt();
    return state.acquire(positive(permits), Waits.nanos(atMost), true);
  }

  /**
   * As {@link #tryAcquire(Duration)}.
   *
   * @param time how long to wait at most
   * @param unit the unit of {@code time}
   * @return false if the time is up
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  public boolean tryAcquire(long time, TimeUnit unit) throws InterruptedException {
    handle.checkOpenAndInterrupt();
    return state.acquire(1, Math.max(0, unit.toNanos(time)), true);
  }

  /**
   * Takes a permit, as {@link #acquireUninterruptibly()} does, until the result is closed.
   *
   * <p>Python: {@code with semaphore:}.
   *
   * @return what gives the permit back when it is closed
   */
  public Hold hold() {
    acquireUninterruptibly();
    return this::release;
  }

  /**
   * Gives a permit back, or makes a new one if nobody holds any.
   *
   * <p>Python: {@code release()}.
   *
   * @throws IllegalStateException if there would be more free permits than at first and the
   *     semaphore is bounded, or more than {@link Integer#MAX_VALUE}
   */
  public void release() {
    release(1);
  }

  /**
   * Gives permits back.
   *
   * @param permits how many; at least 1
   * @throws IllegalArgumentException if {@code permits} is not positive
   * @throws IllegalStateException if there would be more free permits than there may be; then none
   *     is given back
   */
  public void release(int permits) {
    handle.checkOpen();
    state.release(positive(permits));
  }

  private static int positive(int permits) {
    if (permits <= 0) {
      throw new IllegalArgumentException("not positive: permits=" + permits);
    }
    return permits;
  }

  // ---- looking at it ----------------------------------------------------------------------------

  /**
   * How many permits are free.
   *
   * <p>Python: {@code get_value()}.
   *
   * @return the number of permits; it may be another one by now
   */
  public int availablePermits() {
    handle.checkOpen();
    return Math.toIntExact(state.free());
  }

  /**
   * How many permits this process holds; always zero if permits of the dead are kept.
   *
   * @return the number of permits; it may be another one by now
   */
  public int heldPermits() {
    handle.checkOpen();
    return state.held();
  }

  /**
   * How many threads, in all processes, sleep until they get permits. Somebody's death wakes them
   * all to look, so for that moment fewer are counted.
   *
   * @return the number of threads; it may be another one by now
   */
  public int waiters() {
    handle.checkOpen();
    return state.waiters();
  }

  /** For people: name, free permits, and which processes hold others. */
  @Override
  public String toString() {
    return handle.isOpen() ? state.describe() : "SharedSemaphore[closed]";
  }

  /**
   * Says that this process needs the semaphore no longer. Permits that it holds stay taken until it
   * ends. Does nothing the second time.
   */
  @Override
  public void close() {
    handle.close();
  }

  /** For waits for several things at once. Not a lambda: those are slow in a fresh JVM. */
  private static final class Waitable extends ReadyTypes.Type<SharedSemaphore> {
    Waitable() {
      super(SharedSemaphore.class);
    }

    @Override
    protected Awaitable of(SharedSemaphore semaphore) {
      return semaphore.awaitable();
    }
  }

  private Awaitable awaitable() {
    return new Awaitable() {
      @Override
      public boolean isReady() {
        handle.checkOpen();
        return state.isAnyFree();
      }

      @Override
      public void await(long nanos) throws InterruptedException {
        handle.checkOpenAndInterrupt();
        state.awaitFree(nanos);
      }
    };
  }

  // ---- on its way -------------------------------------------------------------------------------

  /** What is sent: where to find the semaphore. */
  private static final class Ticket extends SharedTicket {
    private static final long serialVersionUID = 1;

    Ticket(SegmentAddress address) {
      super(address);
    }

    /**
     * Finds the semaphore.
     *
     * @return the semaphore itself
     */
    private Object readResolve() {
      return new SharedSemaphore(attach(SegmentKind.SEMAPHORE));
    }
  }

  /**
   * Sends a ticket.
   *
   * @return where to find the semaphore
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
    throw new InvalidObjectException("a semaphore is sent as a ticket");
  }
}
