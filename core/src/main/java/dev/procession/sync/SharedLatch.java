package dev.procession.sync;

import static dev.procession.sync.LatchLayout.COUNT;

import dev.procession.internal.proc.SharedThings;
import dev.procession.internal.proc.SharedTicket;
import dev.procession.internal.proc.Waits;
import dev.procession.internal.ready.Awaitable;
import dev.procession.internal.ready.ReadyTypes;
import dev.procession.internal.shm.Deadline;
import dev.procession.internal.shm.LockWord;
import dev.procession.internal.shm.Segment;
import dev.procession.internal.shm.SegmentAddress;
import dev.procession.internal.shm.SegmentKind;
import dev.procession.internal.shm.SegmentPlan;
import dev.procession.internal.shm.SharedHandle;
import dev.procession.internal.shm.Steps;
import dev.procession.internal.shm.Waiter;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A latch between processes: threads wait until others have counted it down to zero. It cannot be
 * used again; that is what a {@link SharedBarrier} is for.
 *
 * {@snippet lang="java" :
 * var ready = SharedLatch.create(3);
 * for (int i = 0; i < 3; i++) {
 *   ChildProcess.of(() -> {
 *     prepare();
 *     ready.countDown();
 *     …
 *   }).start();
 * }
 * ready.await();
 * }
 *
 * <p>Counting down is one step: a process that is killed has counted or it has not. Nobody knows
 * who is to count down, so a process that dies before it has done so is waited for; wait with a
 * limit where that may happen.
 *
 * <p>May be used by any thread, also by virtual ones. After {@link #close()} every method but that
 * throws {@link IllegalStateException}.
 *
 * <p>Python: has none.
 */
public final class SharedLatch implements AutoCloseable, Serializable {
  private static final long serialVersionUID = 1L;

  static {
    ReadyTypes.register(new Waitable());
  }

  private static final int SPINS = Waiter.spins(400);

  private final transient SharedHandle handle;
  private final transient Segment segment;

  private SharedLatch(Segment segment) {
    this.handle = new SharedHandle(segment, this);
    this.segment = segment;
  }

  /**
   * Makes a latch.
   *
   * @param count how often it is to be counted down; with 0 it is open from the beginning
   * @return the latch
   * @throws IllegalArgumentException if {@code count} is negative
   * @throws dev.procession.ProcessionException if there is no shared memory or no descriptor for it
   */
  public static SharedLatch create(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("negative: count=" + count + "; zero is the least");
    }
    Segment segment =
        SharedThings.create(
            new SegmentPlan(
                SegmentKind.LATCH,
                "",
                0,
                LatchLayout.SIZE,
                new int[] {COUNT},
                SegmentPlan.MANY_PARTIES,
                0));
    segment.setInt(COUNT, count);
    return new SharedLatch(segment);
  }

  /** Counts down by one, and lets all go who wait if that makes zero; at zero does nothing. */
  public void countDown() {
    countDown(1);
  }

  /**
   * Counts down by so many, at once, and lets all go who wait if that makes zero.
   *
   * @param steps how many; what is more than the count makes zero too, and 0 does nothing
   * @throws IllegalArgumentException if {@code steps} is negative
   */
  public void countDown(int steps) {
    if (steps < 0) {
      throw new IllegalArgumentException("negative: steps=" + steps + "; zero is the least");
    }
    handle.checkOpen();
    while (true) {
      int seen = segment.getInt(COUNT);
      if (seen == 0 || steps == 0) {
        return;
      }
      int left = Math.max(0, seen - steps);
      Steps.at("latch before count");
      if (segment.compareAndSetInt(COUNT, seen, left)) {
        Steps.at("latch counted");
        if (left == 0) {
          segment.wake(COUNT, Waiter.ALL, Waiter.ANY);
        }
        return;
      }
    }
  }

  /**
   * Waits until the count is zero.
   *
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  public void await() throws InterruptedException {
    awaitZero(LockWord.FOREVER, true);
  }

  /** As {@link #await()}, but an interrupt does not end the wait. */
  public void awaitUninterruptibly() {
    try {
      awaitZero(LockWord.FOREVER, false);
    } catch (InterruptedException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * As {@link #await()}, waiting so long at most; not at all if {@code time} is zero or negative.
   *
   * @param time how long to wait at most
   * @param unit the unit of {@code time}
   * @return false if the time is up
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  public boolean await(long time, TimeUnit unit) throws InterruptedException {
    return awaitZero(Math.max(0, unit.toNanos(time)), true);
  }

  /**
   * As {@link #await(long, TimeUnit)}; more than 292 years are for ever.
   *
   * @param atMost how long to wait at most
   * @return false if the time is up
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  public boolean await(Duration atMost) throws InterruptedException {
    return awaitZero(Waits.nanos(Objects.requireNonNull(atMost, "atMost")), true);
  }

  private boolean awaitZero(long nanos, boolean interruptible) throws InterruptedException {
    if (interruptible) {
      handle.checkOpenAndInterrupt();
    } else {
      handle.checkOpen();
    }
    if (segment.getInt(COUNT) == 0) {
      return true;
    }
    Deadline deadline = Deadline.in(nanos);
    for (int i = 0; i < SPINS && segment.getInt(COUNT) != 0; i++) {
      Thread.onSpinWait();
    }
    while (true) {
      int seen = segment.getInt(COUNT);
      if (seen == 0) {
        return true;
      }
      long left = deadline.left();
      if (left <= 0) {
        return false;
      }
      Steps.at("latch before sleep");
      segment.sleep(COUNT, seen, Waiter.ANY, left, interruptible);
      Steps.at("latch after sleep");
    }
  }

  /**
   * How often the latch must still be counted down.
   *
   * @return the count; it may be lower by now
   */
  public int count() {
    handle.checkOpen();
    return segment.getInt(COUNT);
  }

  /**
   * How many threads, in all processes, sleep until the count is zero. Somebody's death wakes them
   * all to look, so for that moment fewer are counted.
   *
   * @return the number of threads; it may be another one by now
   */
  public int waiters() {
    handle.checkOpen();
    return segment.parties().asleep();
  }

  /** For people: the count. */
  @Override
  public String toString() {
    return handle.isOpen() ? "SharedLatch[count=" + count() + "]" : "SharedLatch[closed]";
  }

  /**
   * Says that this process needs the latch no longer. Others keep it. Does nothing the second time.
   */
  @Override
  public void close() {
    handle.close();
  }

  /** For waits for several things at once. Not a lambda: those are slow in a fresh JVM. */
  private static final class Waitable extends ReadyTypes.Type<SharedLatch> {
    Waitable() {
      super(SharedLatch.class);
    }

    @Override
    protected Awaitable of(SharedLatch latch) {
      return latch.awaitable();
    }
  }

  private Awaitable awaitable() {
    return new Awaitable() {
      @Override
      public boolean isReady() {
        handle.checkOpen();
        return segment.getInt(COUNT) == 0;
      }

      @Override
      public void await(long nanos) throws InterruptedException {
        awaitZero(nanos, true);
      }
    };
  }

  // ---- on its way -------------------------------------------------------------------------------

  /** What is sent: where to find the latch. */
  private static final class Ticket extends SharedTicket {
    private static final long serialVersionUID = 1;

    Ticket(SegmentAddress address) {
      super(address);
    }

    /**
     * Finds the latch.
     *
     * @return the latch itself
     */
    private Object readResolve() {
      return new SharedLatch(attach(SegmentKind.LATCH));
    }
  }

  /**
   * Sends a ticket.
   *
   * @return where to find the latch
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
    throw new InvalidObjectException("a latch is sent as a ticket");
  }
}
