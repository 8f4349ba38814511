package dev.procession.crash;

import dev.procession.internal.proc.SharedThings;
import dev.procession.internal.shm.Segment;
import dev.procession.internal.shm.SegmentAddress;
import dev.procession.internal.shm.SegmentKind;
import dev.procession.internal.shm.SegmentPlan;
import dev.procession.internal.shm.SharedHandle;
import java.io.Serializable;
import java.util.concurrent.locks.LockSupport;

/**
 * What the processes of a chaos test write down where their death does not erase it: numbers in
 * shared memory, some for all, some for each place that a process takes.
 */
final class Board implements AutoCloseable, Serializable {
  static final int PLACES = 8;

  private static final int TURNS_WITHOUT_PAUSE = 8;
  private static final long PAUSE_NANOS = 8_000_000;

  private static final int STOP = 0;
  private static final int DEATH = 1;
  private static final int FREE_FOR_ALL = 8;
  private static final int PLACE_BEGIN = 64;
  private static final int PLACE_SIZE = 16;

  /** Numbers of a place. */
  enum Note {
    /** Turns that the process has begun. */
    PROGRESS,
    /** The longest wait, in nanoseconds. */
    LONGEST_WAIT,
    /** What the scenario likes. */
    OWN,
    /** What the scenario likes. */
    INSIDE,
    /** 1 once the process waits to be killed at a step. */
    STEP,
    /** For how many nanoseconds the machine has let the process stand: see {@link Pulse}. */
    STALLED
  }

  private final transient SharedHandle handle;
  private final transient Segment segment;

  private Board(Segment segment) {
    this.segment = segment;
    this.handle = new SharedHandle(segment, this);
  }

  static Board create() {
    return new Board(
        SharedThings.create(
            new SegmentPlan(
                SegmentKind.ARRAY,
                "board",
                0,
                0,
                new int[0],
                1,
                8L * (PLACE_BEGIN + PLACES * PLACE_SIZE))));
  }

  private long at(int index) {
    return segment.dataOffset() + 8L * index;
  }

  private long at(int place, Note note) {
    return at(PLACE_BEGIN + place * PLACE_SIZE + note.ordinal());
  }

  boolean isStopped() {
    return segment.getLong(at(STOP)) != 0;
  }

  void stop() {
    segment.setLong(at(STOP), 1);
  }

  long get(int number) {
    return segment.getLong(at(FREE_FOR_ALL + number));
  }

  void set(int number, long value) {
    segment.setLong(at(FREE_FOR_ALL + number), value);
  }

  long getAndSet(int number, long value) {
    return segment.getAndSetLong(at(FREE_FOR_ALL + number), value);
  }

  long add(int number, long delta) {
    return segment.getAndAddLong(at(FREE_FOR_ALL + number), delta) + delta;
  }

  long get(int place, Note note) {
    return segment.getLong(at(place, note));
  }

  void set(int place, Note note, long value) {
    segment.setLong(at(place, note), value);
  }

  long sum(Note note) {
    long sum = 0;
    for (int place = 0; place < PLACES; place++) {
      sum += get(place, note);
    }
    return sum;
  }

  void progress(int place) {
    set(place, Note.PROGRESS, get(place, Note.PROGRESS) + 1);
  }

  /**
   * Sleeps a little now and then. Inside of what is shared it makes others wait, and in any case
   * leaves them the processor.
   */
  void linger(int place) {
    if (get(place, Note.PROGRESS) % TURNS_WITHOUT_PAUSE == 0) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /**
   * The time in nanoseconds, on a clock that stands while the machine lets a process stand that
   * should run: what others wait for meanwhile is not the doing of those who died. All processes
   * have this clock.
   */
  long clock() {
    return System.nanoTime() - sum(Note.STALLED);
  }

  /** A process is about to be killed. */
  void death() {
    segment.setLong(at(DEATH), clock());
  }

  /**
   * Notes how long the process at the place has waited since then, on {@link #clock}, if that is a
   * record. A wait during which a process was killed counts from the kill: before, it was one for
   * the living, and a victim that has stopped at a step holds what it has until it is killed.
   */
  void waited(int place, long since) {
    long death = segment.getLong(at(DEATH));
    long waited = clock() - (death != 0 && death - since > 0 ? death : since);
    if (waited > get(place, Note.LONGEST_WAIT)) {
      set(place, Note.LONGEST_WAIT, waited);
    }
  }

  @Override
  public void close() {
    handle.close();
  }

  private record Ticket(SegmentAddress address) implements Serializable {
    private Object readResolve() {
      return new Board(SharedThings.attach(address, SegmentKind.ARRAY));
    }
  }

  private Object writeReplace() {
    return new Ticket(handle.address());
  }
}
