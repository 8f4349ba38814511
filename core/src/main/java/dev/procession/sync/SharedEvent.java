package dev.procession.sync;

import static dev.procession.internal.shm.LockWord.FOREVER;
import static dev.procession.sync.EventLayout.SET;
import static dev.procession.sync.EventLayout.WORD;

import dev.procession.internal.proc.SharedThings;
import dev.procession.internal.proc.SharedTicket;
import dev.procession.internal.proc.Waits;
import dev.procession.internal.ready.Awaitable;
import dev.procession.internal.ready.ReadyTypes;
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

/**
 * A flag between processes that threads can wait for.
 *
 * {@snippet lang="java" :
 * var go = SharedEvent.create();
 * ChildProcess.of(() -> {
 *   go.await();
 *   …
 * }).start();
 * go.set();
 * }
 *
 * <p>Threads that wait while the event is set return, even if it is cleared again before they run.
 * If a process dies after it has set the event and before it has woken those who wait, they notice:
 * some milliseconds later, at most a second. A waiter that dies costs nothing.
 *
 * <p>May be used by any thread, also by virtual ones. After {@link #close()} every method but that
 * throws {@link IllegalStateException}.
 *
 * <p>Python: {@code multiprocessing.Event}.
 */
public final class SharedEvent implements AutoCloseable, Serializable {
  private static final long serialVersionUID = 1L;

  static {
    ReadyTypes.register(new Waitable());
  }

  private final transient SharedHandle handle;
  private final transient Segment segment;
  private final transient EventState state;

  private SharedEvent(Segment segment) {
    this.handle = new SharedHandle(segment, this);
    this.segment = segment;
    this.state = new EventState(segment);
  }

  /**
   * Makes an event that is not set.
   *
   * @return the event
   * @throws dev.procession.ProcessionException if there is no shared memory or no descriptor for it
   */
  public static SharedEvent create() {
    return create("");
  }

  /**
   * Makes an event that is not set.
   *
   * @param name what people call it, in messages and in {@code procession list}; cut to 64 bytes
   * @return the event
   * @throws NullPointerException if {@code name} is null
   * @throws dev.procession.ProcessionException if there is no shared memory or no descriptor for it
   */
  public static SharedEvent create(String name) {
    Objects.requireNonNull(name, "name");
    return new SharedEvent(
        SharedThings.create(
            new SegmentPlan(
                    SegmentKind.EVENT,
                    name,
                    0,
                    EventLayout.SIZE,
                    new int[] {WORD},
                    SegmentPlan.MANY_PARTIES,
                    0)
                .showing(Outline.ofNumber(WORD, "set").masked(SET))));
  }

  /**
   * Whether the event is set.
   *
   * <p>Python: {@code is_set()}.
   *
   * @return true if so; it may be otherwise by now
   */
  public boolean isSet() {
    handle.checkOpen();
    return state.isSet();
  }

  /**
   * Sets the event and wakes all who wait for it. Does nothing if it is set.
   *
   * <p>Python: {@code set()}.
   */
  public void set() {
    handle.checkOpen();
    state.set();
  }

  /**
   * Clears the event: who comes from now on waits. Does nothing if it is not set.
   *
   * <p>Python: {@code clear()}.
   */
  public void clear() {
    handle.checkOpen();
    state.clear();
  }

  /**
   * Waits until the event is set.
   *
   * <p>Python: {@code wait()}.
   *
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  public void await() throws InterruptedException {
    await(FOREVER);
  }

  /**
   * Waits until the event is set, so long at most; not at all if {@code atMost} is zero or
   * negative; more than 292 years are for ever.
   *
   * <p>Python: {@code wait(timeout)}.
   *
   * @param atMost how long to wait at most
   * @return false if the time is up
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  public boolean await(Duration atMost) throws InterruptedException {
    return await(Waits.nanos(Objects.requireNonNull(atMost, "atMost")));
  }

  private boolean await(long nanos) throws InterruptedException {
    handle.checkOpenAndInterrupt();
    return state.await(nanos);
  }

  /**
   * How many threads, in all processes, sleep until the event is set. Somebody's death wakes them
   * all to look, so for that moment fewer are counted.
   *
   * @return the number of threads; it may be another one by now
   */
  public int waiters() {
    handle.checkOpen();
    return segment.parties().asleep();
  }

  /** For people: name, and whether it is set. */
  @Override
  public String toString() {
    if (!handle.isOpen()) {
      return "SharedEvent[closed]";
    }
    return segment.describe("SharedEvent", isSet() ? "set" : "unset");
  }

  /** Says that this process needs the event no longer. Does nothing the second time. */
  @Override
  public void close() {
    handle.close();
  }

  /** For waits for several things at once. Not a lambda: those are slow in a fresh JVM. */
  private static final class Waitable extends ReadyTypes.Type<SharedEvent> {
    Waitable() {
      super(SharedEvent.class);
    }

    @Override
    protected Awaitable of(SharedEvent event) {
      return event.awaitable();
    }
  }

  private Awaitable awaitable() {
    return new Awaitable() {
      @Override
      public boolean isReady() {
        handle.checkOpen();
        return state.isSet();
      }

      @Override
      public void await(long nanos) throws InterruptedException {
        SharedEvent.this.await(nanos);
      }
    };
  }

  // ---- on its way -------------------------------------------------------------------------------

  /** What is sent: where to find the event. */
  private static final class Ticket extends SharedTicket {
    private static final long serialVersionUID = 1;

    Ticket(SegmentAddress address) {
      super(address);
    }

    /**
     * Finds the event.
     *
     * @return the event itself
     */
    private Object readResolve() {
      return new SharedEvent(attach(SegmentKind.EVENT));
    }
  }

  /**
   * Sends a ticket.
   *
   * @return where to find the event
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
    throw new InvalidObjectException("an event is sent as a ticket");
  }
}
