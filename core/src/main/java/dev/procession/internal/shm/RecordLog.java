package dev.procession.internal.shm;

import static dev.procession.internal.shm.RecordLogLayout.CAPACITY;
import static dev.procession.internal.shm.RecordLogLayout.DRAINING;
import static dev.procession.internal.shm.RecordLogLayout.DROPPED;
import static dev.procession.internal.shm.RecordLogLayout.ENDS_WITH_CONSUMERS;
import static dev.procession.internal.shm.RecordLogLayout.ENDS_WITH_PRODUCERS;
import static dev.procession.internal.shm.RecordLogLayout.JOINABLE;
import static dev.procession.internal.shm.RecordLogLayout.LEASED;
import static dev.procession.internal.shm.RecordLogLayout.MOST_BYTES;
import static dev.procession.internal.shm.RecordLogLayout.OPEN;
import static dev.procession.internal.shm.RecordLogLayout.STATE;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Records of bytes, of any size, that any number of processes put at one end and take at the other:
 * what queues and pipes are made of.
 *
 * <pre>
 *   put lock                 block      block           block            get lock
 *   line of the puts ──┐    ┌──────┐   ┌────────────┐  ┌──────┐    ┌── line of the takes
 *                      └───►│ r r  │◄──┤ r r r r r j│◄─┤   r j│◄───┘
 *                           └──────┘   └────────────┘  └──────┘
 *                             tail       j: a jump       head         … and free blocks
 * </pre>
 *
 * <p><b>One truth by one store.</b> A putter writes its records behind the tail, then commits the
 * line of the puts ({@link LogLine}): by one store all its records are there. A taker copies
 * records, then commits the line of the takes: by one store they are taken. So a process that is
 * killed at any instruction has put all or nothing, taken all or nothing; nothing is ever torn, and
 * whoever gets a lock from the dead has nothing to repair. How many records there are is the
 * difference of two numbers, and exact.
 *
 * <p><b>Memory.</b> The log lies in blocks ({@link BlockTable}). At first two small ones alternate,
 * which stay in the cache of the processor; the file grows by blocks as large as what waits in it.
 *
 * <p><b>Waiting.</b> Locks are held as long as it takes to copy, never while anyone's code runs.
 * Who finds nothing spins for some microseconds, then sleeps ({@link LogGate}). Each wait ends when
 * the other side has come further, when the time is up, when the thread is interrupted, or when
 * there is no other side any more: the log is shut down, or its last producer has gone or died.
 *
 * <p>Used by any thread; a process has one object for each segment.
 */
public final class RecordLog {
  /** Instead of a number of records: there are none, and never will be. */
  public static final int ENDED = -1;

  /** As {@code nanos}: not to wait. */
  public static final long AT_ONCE = 0;

  /** So many looks between two at the clock, which takes longer. */
  private static final int LOOKS = 8;

  /**
   * Most sleeps are short. Whether the other side is dead is asked only after one of this length in
   * vain: to find out takes longer than to be woken.
   */
  private static final long FIRST_SLEEP = TimeUnit.MILLISECONDS.toNanos(10);

  /** Who waits so long at most for records waits a little longer if that is for a lock. */
  private static final long LEAST_FOR_LOCK = TimeUnit.MILLISECONDS.toNanos(1);

  private final Segment segment;
  private final LogPuts puts;
  private final LogTakes takes;
  private final LogParties parties;
  private final @Nullable LeaseTable leases;
  private final LogGate items;
  private final LogGate room;
  private final LogGate done;
  private final boolean endsWithProducers;
  private final boolean endsWithConsumers;
  private final boolean joinable;

  /** Whether this process has said that it is a producer. Changed with the lock of this. */
  private volatile boolean producer;

  /** For {@link #of}, which makes one for each segment. */
  RecordLog(Segment segment) {
    int options = segment.options();
    this.segment = segment;
    this.endsWithProducers = (options & ENDS_WITH_PRODUCERS) != 0;
    this.endsWithConsumers = (options & ENDS_WITH_CONSUMERS) != 0;
    this.joinable = (options & JOINABLE) != 0;
    this.leases = (options & LEASED) != 0 ? new LeaseTable(segment) : null;
    this.parties = new LogParties(segment);
    var blocks = new BlockTable(segment);
    this.puts = new LogPuts(segment, blocks, leases);
    this.takes = new LogTakes(segment, blocks, parties, joinable, leases);
    this.items = new LogGate(segment, RecordLogLayout.ITEMS);
    this.room = new LogGate(segment, RecordLogLayout.ROOM);
    this.done = new LogGate(segment, RecordLogLayout.DONE);
    segment.whenLeft(
        () -> {
          items.broadcast();
          done.broadcast();
          if (endsWithConsumers) {
            room.broadcast();
          }
        });
  }

  /**
   * How to make a log.
   *
   * @param capacity the most records at a time; 0 for any number
   * @param mostBytes the most bytes at a time, as {@link Records#room} counts them; 0 for any
   *     number
   * @param endsWithProducers whether the log is over when nobody is left who puts
   * @param endsWithConsumers whether nothing more can be put when nobody is left who takes
   * @param joinable whether it is counted who has taken what and not {@linkplain #finish finished}
   * @param leased whether records can be taken on lease
   */
  public record Plan(
      String label,
      long capacity,
      long mostBytes,
      boolean endsWithProducers,
      boolean endsWithConsumers,
      boolean joinable,
      boolean leased) {
    /** A queue: whoever has it may put and take. */
    public Plan(
        String label,
        long capacity,
        long mostBytes,
        boolean endsWithProducers,
        boolean joinable,
        boolean leased) {
      this(label, capacity, mostBytes, endsWithProducers, false, joinable, leased);
    }

    /** A pipe: over when one of its two sides is left by all. */
    public static Plan ofPipe(String label, long mostBytes) {
      return new Plan(label, 0, mostBytes, true, true, false, false);
    }

    /** The plan of a segment for it, to be created and given to {@link #initialize}. */
    public SegmentPlan segment() {
      int options =
          (endsWithProducers ? ENDS_WITH_PRODUCERS : 0)
              | (endsWithConsumers ? ENDS_WITH_CONSUMERS : 0)
              | (joinable ? JOINABLE : 0)
              | (leased ? LEASED : 0);
      return new SegmentPlan(
              SegmentKind.QUEUE,
              label,
              options,
              RecordLogLayout.wordsSize(options),
              RecordLogLayout.gates(),
              SegmentPlan.MANY_PARTIES,
              (long) RecordLogLayout.SMALL_BLOCKS * RecordLogLayout.SMALL_BLOCK)
          .showing(new Outline(RecordLogLayout.PUT_LOCK, 0, 0, 0, "items"));
    }

    /** Called by the creator, before anyone else knows the segment. */
    public RecordLog initialize(Segment segment) {
      segment.setLong(CAPACITY, capacity);
      segment.setLong(MOST_BYTES, mostBytes);
      BlockTable.initialize(segment);
      return of(segment);
    }
  }

  /** The log in a segment. */
  public static RecordLog of(Segment segment) {
    return segment.local(RecordLog.class, RecordLog::new);
  }

  // ---- putting ----------------------------------------------------------------------------------

  /**
   * Puts records, as many as there is room for at a time, but at least one.
   *
   * @param first the first one to be put, counted from 0; all before are left out
   * @param nanos how long to wait for room at most
   * @return how many; 0 when the time is up; {@link #ENDED} if the log has been shut down, or
   *     nobody is left who takes
   * @throws InterruptedException if the thread is interrupted while it waits; nothing has been put
   * @throws dev.procession.ProcessionException if there is no more memory; nothing has been put
   */
  public int put(Records records, int first, long nanos) throws InterruptedException {
    if (endsWithProducers) {
      becomeProducer();
    }
    Deadline deadline = Deadline.in(nanos);
    int count = tryPut(records, first, deadline);
    return count != 0 || nanos <= 0 ? count : awaitRoom(records, first, deadline);
  }

  private int tryPut(Records records, int first, Deadline deadline) throws InterruptedException {
    if (endsWithConsumers && parties.haveConsumersGone(false)) {
      return ENDED;
    }
    if (!enter(puts.lock(), deadline)) {
      return 0;
    }
    int count = 0;
    try {
      try {
        count = puts.put(records, first);
      } finally {
        puts.lock().unlock();
      }
      if (count > 0) {
        items.signal();
      }
    } catch (IllegalStateException closedHere) {
      throwUnlessDone(count, closedHere);
    }
    return count;
  }

  /**
   * A handle was closed in this process in the middle of a call. What has been put or taken by then
   * has been, and the caller is to know; what was left to do the {@link Farewell} does.
   */
  private static void throwUnlessDone(int count, IllegalStateException closedHere) {
    if (count <= 0) {
      throw closedHere;
    }
  }

  private int awaitRoom(Records records, int first, Deadline deadline) throws InterruptedException {
    var spin = new Spin();
    while (spin.goesOn()) {
      for (int i = 0; i < LOOKS; i++) {
        int count = puts.seemsToHaveRoom() ? tryPut(records, first, deadline) : 0;
        if (count != 0) {
          return count;
        }
        Thread.onSpinWait();
      }
    }
    int sleeps = 0;
    try {
      while (true) {
        int enlisted = room.enlist();
        boolean over = endsWithConsumers && parties.haveConsumersGone(sleeps > 0);
        int count = over ? ENDED : tryPut(records, first, deadline);
        if (count != 0 || sleeps > 0 && deadline.hasPassed()) {
          return count;
        }
        long nanos = nextSleep(deadline, sleeps++);
        Steps.at("queue before sleep for room");
        room.sleep(enlisted, nanos, true);
        Steps.at("queue after sleep for room");
      }
    } finally {
      if (sleeps > 0) {
        passRoomOn();
      }
    }
  }

  private static long nextSleep(Deadline deadline, int sleeps) {
    return sleeps == 0 ? Math.min(deadline.left(), FIRST_SLEEP) : deadline.left();
  }

  private void passRoomOn() {
    try {
      if (puts.isBoundedByBytes()) {
        // They need different amounts: the next one may find room where this one did not.
        room.broadcast();
      } else {
        room.passOn(() -> puts.seemsToHaveRoom() || isClosedToPuts());
      }
    } catch (IllegalStateException closedHere) {
      // The farewell wakes all who sleep.
    }
  }

  /**
   * The end is passed on as an item is: whoever announced it may have found nobody to wake, since
   * the wake that this thread got had cleared the bit of all others.
   */
  private void passItemsOn() {
    try {
      items.passOn(() -> hasItems() || isOver(false));
    } catch (IllegalStateException closedHere) {
      // The farewell wakes all who sleep.
    }
  }

  private void signalRoom() {
    if (puts.isBoundedByBytes()) {
      room.broadcast();
    } else if (puts.isBounded()) {
      room.signal();
    }
  }

  // ---- taking -----------------------------------------------------------------------------------

  /** Tries to take something, with the get lock held; returns what the public methods return. */
  @FunctionalInterface
  private interface Attempt {
    int take();
  }

  /**
   * Takes records, as many as there are at a time, but at least one. Of a joinable log one.
   *
   * @param most how many at most
   * @param nanos how long to wait for the first at most
   * @return how many; 0 when the time is up; {@link #ENDED} if there are none and never will be
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was taken
   */
  public int take(RecordSink sink, int most, long nanos) throws InterruptedException {
    return take(() -> takes.take(sink, most), nanos);
  }

  /**
   * Waits until there is something to take, and leaves it.
   *
   * @return 1; 0 when the time is up; {@link #ENDED} if there is nothing and never will be
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public int await(long nanos) throws InterruptedException {
    return take(() -> hasItems() ? 1 : 0, nanos);
  }

  /** Whether a take would not wait: there is something, or never will be. */
  public boolean isReady() {
    try {
      return await(0) != 0;
    } catch (InterruptedException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * Takes a record on lease, of a leased log. Others get it if this process gives it back or dies.
   *
   * @return 1 plus the number of the lease; 0 when the time is up; {@link #ENDED} as {@link #take}
   */
  public int lease(RecordSink sink, long nanos) throws InterruptedException {
    LeaseTable table = leaseTable();
    return take(() -> takes.lease(sink, table), nanos);
  }

  private int take(Attempt attempt, long nanos) throws InterruptedException {
    Deadline deadline = Deadline.in(nanos);
    int taken = tryTake(attempt, deadline);
    if (taken != 0) {
      return taken;
    }
    if (nanos <= 0) {
      // Looked at first: what is put after that was not there when this was called.
      return isOver(true) ? orEnded(tryTake(attempt, deadline)) : 0;
    }
    return awaitItem(attempt, deadline);
  }

  private static int orEnded(int taken) {
    return taken == 0 ? ENDED : taken;
  }

  private int tryTake(Attempt attempt, Deadline deadline) throws InterruptedException {
    if (!enter(takes.lock(), deadline)) {
      return 0;
    }
    int taken = 0;
    try {
      boolean leftBlock;
      try {
        takes.mendIfInherited();
        int block = takes.block();
        taken = attempt.take();
        leftBlock = takes.block() != block;
      } finally {
        takes.lock().unlock();
      }
      if (taken > 0) {
        signalRoom();
        if (leftBlock) {
          puts.trim();
        }
      }
    } catch (IllegalStateException closedHere) {
      throwUnlessDone(taken, closedHere);
    }
    return taken;
  }

  private int awaitItem(Attempt attempt, Deadline deadline) throws InterruptedException {
    var spin = new Spin();
    while (spin.goesOn()) {
      for (int i = 0; i < LOOKS; i++) {
        int taken = takes.size() > 0 ? tryTake(attempt, deadline) : 0;
        if (taken != 0) {
          return taken;
        }
        Thread.onSpinWait();
      }
    }
    int sleeps = 0;
    try {
      while (true) {
        int enlisted = items.enlist();
        boolean over = isOver(sleeps > 0);
        int taken = tryTake(attempt, deadline);
        if (taken != 0) {
          return taken;
        }
        // Somebody else may have the lock still, and there may be something.
        if (over && size() == 0) {
          return ENDED;
        }
        if (sleeps > 0 && deadline.hasPassed()) {
          return 0;
        }
        long nanos = nextSleep(deadline, sleeps++);
        Steps.at("queue before sleep");
        items.sleep(enlisted, nanos, true);
        Steps.at("queue after sleep");
        // Without saying first that it will sleep again, which would cost the next putter a wake.
        taken = hasItems() ? tryTake(attempt, deadline) : 0;
        if (taken != 0) {
          return taken;
        }
      }
    } finally {
      if (sleeps > 0) {
        passItemsOn();
      }
    }
  }

  private boolean hasItems() {
    return takes.size() > 0 || leases != null && leases.abandoned() > 0;
  }

  /** Takes a lock; a holder that was stopped is not waited for longer than the caller has time. */
  private static boolean enter(RobustLock lock, Deadline deadline) throws InterruptedException {
    // Who does not wait for records still waits for whoever is copying one.
    return deadline.isAtOnce()
        ? lock.lock(LockWord.FOREVER, false)
        : lock.lock(Math.max(deadline.left(), LEAST_FOR_LOCK), true);
  }

  /**
   * Shows records that are there, and leaves them.
   *
   * @return how many, at most {@code most}
   */
  public int look(RecordSink sink, int most) {
    takes.lock().lock();
    try {
      takes.mendIfInherited();
      return takes.look(sink, most);
    } finally {
      takes.lock().unlock();
    }
  }

  /**
   * Takes all there are and drops them.
   *
   * @return how many
   */
  public long clear() {
    long dropped;
    takes.lock().lock();
    try {
      takes.mendIfInherited();
      dropped = takes.clear();
    } finally {
      takes.lock().unlock();
    }
    room.broadcast();
    done.broadcast();
    puts.trim();
    return dropped;
  }

  // ---- what has been taken on lease -------------------------------------------------------------

  private LeaseTable leaseTable() {
    if (leases == null) {
      throw new UnsupportedOperationException("nothing can be taken on lease here");
    }
    return leases;
  }

  /** The record is done with. False if this process does not have it any more. */
  public boolean complete(int lease) {
    return leaseTable().complete(lease - 1);
  }

  /** Somebody else shall have the record. False if this process does not have it any more. */
  public boolean giveBack(int lease) {
    boolean had = leaseTable().giveBack(lease - 1);
    if (had) {
      items.signal();
    }
    return had;
  }

  /** How often the record has been given to somebody, this time included. */
  public long deliveries(int lease) {
    return leaseTable().deliveries(lease - 1);
  }

  // ---- until all is done ------------------------------------------------------------------------

  /**
   * Something that was taken from a joinable log is done.
   *
   * @return false if nothing was taken that is not done
   */
  public boolean finish() {
    long left = parties.finish();
    if (left == 0) {
      done.broadcast();
    }
    return left >= 0;
  }

  /** How many records are there or have been taken and are not done. */
  public long unfinished() {
    while (true) {
      long put = puts.turn();
      long taken = takes.turn();
      long sum = size() + parties.unfinished();
      // As long as nothing is put or taken the sum only goes down.
      if (puts.turn() == put && takes.turn() == taken) {
        return sum;
      }
    }
  }

  /**
   * Waits until everything that was put is taken and done.
   *
   * @return false when the time is up
   */
  public boolean join(long nanos) throws InterruptedException {
    Deadline deadline = Deadline.in(nanos);
    while (true) {
      int enlisted = done.enlist();
      if (unfinished() == 0) {
        return true;
      }
      if (deadline.hasPassed()) {
        return false;
      }
      Steps.at("queue before sleep for done");
      done.sleep(enlisted, deadline.left(), true);
      Steps.at("queue after sleep for done");
    }
  }

  // ---- its end ----------------------------------------------------------------------------------

  /** This process may put something from now on, so that the log is not over before. */
  public void becomeProducer() {
    if (!producer) {
      synchronized (this) {
        parties.becomeProducer();
        producer = true;
      }
    }
  }

  /** This process puts nothing more. False if it was no producer. */
  public boolean retireProducer() {
    boolean was;
    synchronized (this) {
      producer = false;
      was = parties.retireProducer();
    }
    if (was) {
      items.broadcast();
    }
    return was;
  }

  /** This process may take something from now on, so that others may put. */
  public void becomeConsumer() {
    parties.becomeConsumer();
  }

  /** This process takes nothing more. */
  public void retireConsumer() {
    if (parties.retireConsumer()) {
      room.broadcast();
    }
  }

  /**
   * Has nothing put any more. Who waits is told, in all processes.
   *
   * @param immediately whether what is there is dropped
   * @return how many were dropped
   */
  public long shutDown(boolean immediately) {
    long dropped = 0;
    puts.lock().lock();
    try {
      if (segment.getInt(STATE) == OPEN) {
        segment.setInt(STATE, DRAINING);
      }
      if (immediately) {
        dropped = drop();
      }
    } finally {
      puts.lock().unlock();
    }
    Steps.at("queue shut down");
    items.broadcast();
    room.broadcast();
    done.broadcast();
    return dropped;
  }

  private long drop() {
    takes.lock().lock();
    try {
      takes.mendIfInherited();
      if (segment.getInt(STATE) == DROPPED) {
        return 0;
      }
      long dropped = takes.size() + (leases == null ? 0 : leases.abandoned());
      segment.setInt(STATE, DROPPED);
      // That is the end of them; what follows is for their memory.
      Steps.at("queue dropped");
      takes.clear();
      return dropped;
    } finally {
      takes.lock().unlock();
    }
  }

  /** Whether it has been shut down. */
  public boolean isShutDown() {
    return segment.getInt(STATE) != OPEN;
  }

  /**
   * Whether nothing will be put any more.
   *
   * @param dead whether to look for the dead too, which takes longer
   */
  private boolean isOver(boolean dead) {
    return segment.getInt(STATE) != OPEN || endsWithProducers && parties.haveProducersGone(dead);
  }

  /** Whether nothing may be put any more. */
  private boolean isClosedToPuts() {
    return segment.getInt(STATE) != OPEN || endsWithConsumers && parties.haveConsumersGone(false);
  }

  // ---- what there is to know --------------------------------------------------------------------

  /** How many records are there for takers. */
  public long size() {
    if (segment.getInt(STATE) == DROPPED) {
      return 0;
    }
    return takes.size() + (leases == null ? 0 : leases.abandoned());
  }

  /** How many records have been put and not taken, for who only looks at the segment. */
  static long sizeOf(Segment segment) {
    return segment.getInt(STATE) == DROPPED ? 0 : LogTakes.size(segment);
  }

  /** The most records at a time; 0 for any number. */
  public long capacity() {
    return puts.capacity();
  }

  /** The most bytes at a time, as {@link Records#room} counts them; 0 for any number. */
  public long mostBytes() {
    return puts.mostBytes();
  }

  /** Whether it is counted who has taken what. */
  public boolean isJoinable() {
    return joinable;
  }

  /** Whether records can be taken on lease. */
  public boolean isLeased() {
    return leases != null;
  }

  /** How many records are out on lease. */
  public int leased() {
    return leases == null ? 0 : leases.held();
  }
}
