package dev.procession.internal.shm;

import static dev.procession.internal.shm.SegmentLayout.OUTLINE_LOCK;
import static dev.procession.internal.shm.SegmentLayout.OUTLINE_TICKETS;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What a process leaves in memory that it closes while threads of it are still at work there: those
 * are cut off in the middle. For the others that is the same as their death, but for one thing: the
 * process lives, so nobody would ever take from it what they held. So it is taken from them here,
 * after they have been cut off.
 *
 * <p>That is the guard of what has one, both locks of a queue and what was on lease from it, and
 * the tickets of those who wait for a fair lock. What a caller holds, such as a lock or permits,
 * stays with the process, also if it got it in this very moment. And whoever was to be woken by a
 * thread that was cut off is woken.
 */
final class Farewell {
  /** Whoever has the guard longer than that has been stopped. */
  private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(200);

  /** Makes a view of the segment that closes apart from it. */
  interface Reopening {
    Segment open(SegmentFile file) throws IOException;
  }

  private static final long WAKE_AGAIN = TimeUnit.MICROSECONDS.toNanos(100);

  private static final long[] NONE = {};

  private final Segment segment;

  /** Locks that threads of this process may hold without knowing. */
  private final long[] guards;

  private final long tickets;

  /** Whether there may be records on lease that a thread was cut off from. */
  private final boolean leased;

  /** Whether anybody may sleep. */
  private final boolean awaited;

  /** The place of this process until it left; {@link PartyTable#NONE} if it had none, or stays. */
  private final int former;

  /** To be made before the memory goes. */
  Farewell(Segment segment) {
    this.segment = segment;
    int foundTickets =
        switch (segment.kind()) {
          case LOCK, REENTRANT_LOCK -> segment.getInt(OUTLINE_TICKETS);
          default -> 0;
        };
    this.tickets = foundTickets;
    this.awaited = segment.parties().mayBeAsleep();
    this.former = segment.parties().former();
    this.leased =
        segment.kind() == SegmentKind.QUEUE && (segment.options() & RecordLogLayout.LEASED) != 0;
    this.guards =
        switch (segment.kind()) {
          case LOCK, REENTRANT_LOCK ->
              foundTickets == 0 ? NONE : new long[] {segment.getInt(OUTLINE_LOCK)};
          case READ_WRITE_LOCK, SEMAPHORE, CONDITION, BARRIER -> new long[] {SegmentPlan.WORDS};
          case QUEUE -> new long[] {RecordLogLayout.PUT_LOCK, RecordLogLayout.GET_LOCK};
          case EVENT, LATCH, VALUE, ARRAY, RECORD, LINK, BELL -> NONE;
        };
  }

  /** Called when no thread of this process can reach the memory any more. */
  void bid(SegmentFile file, Reopening reopening) {
    try {
      boolean slept = Watch.isSleptOn(segment);
      boolean guarded = tickets != 0 || holdsAny(file);
      boolean full = former != PartyTable.NONE && segment.parties().hasLeft(file, former);
      if (!guarded && !slept && !leased && !awaited && !full) {
        return;
      }
      Segment view = reopening.open(file);
      try {
        if (slept) {
          wakeOwn(view);
        }
        if (full) {
          view.parties().takeAgain(former);
        }
        if (leased && new LeaseTable(view).giveAllBack()) {
          new LogGate(view, RecordLogLayout.ITEMS).broadcast();
        }
        for (long guard : guards) {
          new RobustLock(view, guard).renounce();
        }
        if (tickets != 0) {
          new TicketLock(view, guards[0], tickets).renounce(PATIENCE);
        }
        if (awaited) {
          view.wakeAll();
        }
      } finally {
        view.closeView();
      }
    } catch (IOException | OutOfMemoryError | DamagedSegmentException noView) {
      // There is no room or no descriptor, or somebody has written over it: the others wait until
      // this process ends.
      System.getLogger("dev.procession.sync")
          .log(
              System.Logger.Level.WARNING,
              "could not leave shared memory in order, others may wait for this process: place="
                  + file.place(),
              noView);
    }
  }

  /**
   * Wakes the sleepers of this process, which find the memory gone. Woken before it was gone, they
   * would have fallen asleep again; so would those now that were about to, if the view lies where
   * the memory was, and therefore they are woken until none is left.
   */
  private void wakeOwn(Segment view) {
    var deadline = Deadline.in(PATIENCE);
    view.wakeAll();
    while (Watch.isSleptOn(segment) && !deadline.hasPassed()) {
      LockSupport.parkNanos(WAKE_AGAIN);
      view.wakeAll();
    }
  }

  private boolean holdsAny(SegmentFile file) throws IOException {
    for (long guard : guards) {
      if (ProcessIds.of(file.word(guard + LockLayout.WORD)) == ProcessIds.self()) {
        return true;
      }
    }
    return false;
  }
}
