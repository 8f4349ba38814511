package dev.procession.sync;

import dev.procession.Action;
import dev.procession.internal.proc.SharedThings;
import dev.procession.internal.proc.SharedTicket;
import dev.procession.internal.proc.Waits;
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
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A barrier between processes: threads wait for each other until a certain number has come, and
 * then all go on. It can be used again and again.
 *
 * {@snippet lang="java" :
 * var barrier = SharedBarrier.create(3);
 * for (int i = 0; i < 3; i++) {
 *   ChildProcess.of(() -> {
 *     prepare();
 *     barrier.await();
 *     …
 *   }).start();
 * }
 * }
 *
 * <p>The {@linkplain BarrierConfig#action action}, if there is one, is run once each time, by the
 * last thread to come, before the others go on.
 *
 * <p>The barrier breaks if one who waits is interrupted or has waited as long as it was to, if the
 * action fails, or if a process dies that waits, or that came the time before and has not left
 * since: by closing the barrier or by ending in order. Then all who wait, and all who come later,
 * get {@link BrokenBarrierException}, until somebody calls {@link #reset()}. A death is noticed
 * within some milliseconds, at most a second.
 *
 * <p>May be used by any thread, also by virtual ones, of 255 processes at a time. After {@link
 * #close()} every method but that throws {@link IllegalStateException}.
 *
 * <p>Python: {@code multiprocessing.Barrier}.
 */
public final class SharedBarrier implements AutoCloseable, Serializable {
  private static final long serialVersionUID = 1L;

  private final transient SharedHandle handle;
  private final transient BarrierState state;
  private final transient @Nullable Action action;

  /** Threads that wait by this object. */
  private final transient AtomicInteger waiting = new AtomicInteger();

  private SharedBarrier(Segment segment, @Nullable Action action) {
    this.handle = new SharedHandle(segment, this);
    this.state = segment.local(BarrierState.class, BarrierState::new);
    this.action = action;
  }

  /**
   * Makes a barrier.
   *
   * @param parties how many threads must come
   * @return the barrier
   * @throws IllegalArgumentException if {@code parties} is not positive
   * @throws dev.procession.ProcessionException if there is no shared memory or no descriptor for it
   */
  public static SharedBarrier create(int parties) {
    return create(parties, config -> config);
  }

  /**
   * Makes a barrier.
   *
   * @param parties how many threads must come
   * @param configure changes what is not to be as usual
   * @return the barrier
   * @throws IllegalArgumentException if {@code parties} is not positive
   * @throws NullPointerException if {@code configure} is null or returns null
   * @throws dev.procession.ProcessionException if there is no shared memory or no descriptor for it
   */
  public static SharedBarrier create(int parties, UnaryOperator<BarrierConfig> configure) {
    if (parties <= 0) {
      throw new IllegalArgumentException("not positive: parties=" + parties);
    }
    BarrierConfig config =
        Objects.requireNonNull(configure.apply(BarrierConfig.standard()), "configuration");
    Segment segment =
        SharedThings.create(
            new SegmentPlan(
                SegmentKind.BARRIER,
                config.name(),
                0,
                BarrierLayout.SIZE,
                BarrierLayout.gates(),
                SegmentPlan.MANY_PARTIES,
                0));
    BarrierState.initialize(segment, parties, config.timeout());
    return new SharedBarrier(segment, config.action());
  }

  /**
   * Comes, and waits until all have come; as long as the barrier's {@linkplain
   * BarrierConfig#timeout timeout} allows.
   *
   * <p>Python: {@code wait()}.
   *
   * @return how many came before: 0 for the first one to come, {@code parties() - 1} for the last
   *     one, which has run the action. Each number is returned once
   * @throws BrokenBarrierException if the barrier is or becomes broken; with a {@link
   *     TimeoutException} as cause if this thread has waited as long as the barrier's timeout
   * @throws InterruptedException if the thread is interrupted before it comes, which leaves the
   *     barrier as it is, or while it waits, which breaks it
   */
  public int await() throws InterruptedException, BrokenBarrierException {
    handle.checkOpen();
    try {
      return awaitNanos(state.timeout());
    } catch (TimeoutException e) {
      var broken =
          new BrokenBarrierException(
              "the barrier is broken: this thread has waited as long as the barrier allows: timeout="
                  + Duration.ofNanos(state.timeout()));
      broken.initCause(e);
      throw broken;
    }
  }

  /**
   * Comes, and waits until all have come; so long at most, and not at all if {@code time} is zero
   * or negative. The barrier's own timeout does not count.
   *
   * <p>Python: {@code wait(timeout)}.
   *
   * @param time how long to wait at most
   * @param unit the unit of {@code time}
   * @return as {@link #await()}
   * @throws TimeoutException if the time is up, which breaks the barrier
   * @throws BrokenBarrierException if the barrier is or becomes broken
   * @throws InterruptedException as {@link #await()}
   */
  public int await(long time, TimeUnit unit)
      throws InterruptedException, BrokenBarrierException, TimeoutException {
    return awaitNanos(Math.max(0, unit.toNanos(time)));
  }

  /**
   * As {@link #await(long, TimeUnit)}; more than 292 years are for ever.
   *
   * @param atMost how long to wait at most
   * @return as {@link #await()}
   * @throws TimeoutException if the time is up, which breaks the barrier
   * @throws BrokenBarrierException if the barrier is or becomes broken
   * @throws InterruptedException as {@link #await()}
   */
  public int await(Duration atMost)
      throws InterruptedException, BrokenBarrierException, TimeoutException {
    return awaitNanos(Waits.nanos(Objects.requireNonNull(atMost, "atMost")));
  }

  private int awaitNanos(long nanos)
      throws InterruptedException, BrokenBarrierException, TimeoutException {
    handle.checkOpenAndInterrupt();
    waiting.incrementAndGet();
    try {
      return state.await(nanos, action, handle::isOpen);
    } finally {
      waiting.decrementAndGet();
    }
  }

  /**
   * Makes the barrier as new. Who waits gets {@link BrokenBarrierException}; who comes later waits
   * for all parties.
   *
   * <p>Python: {@code reset()}.
   */
  public void reset() {
    handle.checkOpen();
    state.reset();
  }

  /**
   * Breaks the barrier: who waits and who comes gets {@link BrokenBarrierException}. Does nothing
   * if it is broken.
   *
   * <p>Python: {@code abort()}.
   */
  public void abort() {
    handle.checkOpen();
    state.abort();
  }

  // ---- looking at it ----------------------------------------------------------------------------

  /**
   * Whether the barrier is broken.
   *
   * <p>Python: {@code broken}.
   *
   * @return true if it is
   */
  public boolean isBroken() {
    handle.checkOpen();
    return state.isBroken();
  }

  /**
   * How many threads must come.
   *
   * <p>Python: {@code parties}.
   *
   * @return the number of threads
   */
  public int parties() {
    handle.checkOpen();
    return state.parties();
  }

  /**
   * How many threads have come and wait; 0 if the barrier is broken.
   *
   * <p>Python: {@code n_waiting}.
   *
   * @return the number of threads; it may be another one by now
   */
  public int waiting() {
    handle.checkOpen();
    return state.waiting();
  }

  /** For people: how many have come, of how many. */
  @Override
  public String toString() {
    if (!handle.isOpen()) {
      return "SharedBarrier[closed]";
    }
    return "SharedBarrier["
        + (isBroken() ? "broken, parties=" : "waiting=" + waiting() + ", parties=")
        + parties()
        + "]";
  }

  /**
   * Says that this process needs the barrier no longer, and will not be missed. If a thread waits
   * by this object that breaks the barrier. Does nothing the second time.
   */
  @Override
  public void close() {
    if (handle.isOpen() && waiting.get() > 0) {
      state.abort();
    }
    handle.close();
  }

  // ---- on its way -------------------------------------------------------------------------------

  /** What is sent: where to find the barrier, and what the last one to come does. */
  private static final class Ticket extends SharedTicket {
    private static final long serialVersionUID = 1;

    private final @Nullable Action action;

    Ticket(SegmentAddress address, @Nullable Action action) {
      super(address);
      this.action = action;
    }

    /**
     * Finds the barrier.
     *
     * @return the barrier itself
     */
    private Object readResolve() {
      return new SharedBarrier(attach(SegmentKind.BARRIER), action);
    }
  }

  /**
   * Sends a ticket.
   *
   * @return where to find the barrier
   */
  private Object writeReplace() {
    return new Ticket(handle.address(), action);
  }

  /**
   * Refuses what is none of our tickets.
   *
   * @param in not read
   * @throws InvalidObjectException always
   */
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a barrier is sent as a ticket");
  }
}
