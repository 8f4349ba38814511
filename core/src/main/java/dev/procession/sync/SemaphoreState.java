package dev.procession.sync;

import static dev.procession.sync.SemaphoreLayout.BOUND;
import static dev.procession.sync.SemaphoreLayout.FREE;
import static dev.procession.sync.SemaphoreLayout.GATE;
import static dev.procession.sync.SemaphoreLayout.GREEDY;
import static dev.procession.sync.SemaphoreLayout.GUARD;
import static dev.procession.sync.SemaphoreLayout.KEPT;
import static dev.procession.sync.SemaphoreLayout.PERMITS;
import static dev.procession.sync.SemaphoreLayout.SLEEPERS;

import dev.procession.internal.shm.Deadline;
import dev.procession.internal.shm.PartyTable;
import dev.procession.internal.shm.ProcessIds;
import dev.procession.internal.shm.RobustLock;
import dev.procession.internal.shm.Segment;
import dev.procession.internal.shm.Steps;
import dev.procession.internal.shm.Waiter;

/**
 * How permits are taken and given back.
 *
 * <p>The truth is how many permits there are and how many each process holds: one number each. To
 * take a permit is to raise what this process holds, to give it back is to lower it: one store. How
 * many are free follows from that, and is kept only so that nobody has to add up. So whatever the
 * step at which a process is killed, its permit has been taken or it has not, and the next one who
 * gets the guard from the dead adds up again.
 *
 * <p>What a dead process held is no longer subtracted: its permits are free again. Who has waited
 * and found nothing new looks for the dead; the parent of a dead process wakes all who wait.
 *
 * <p>Any process may give back a permit that it has not taken: then one of those who have taken
 * some holds one less, or there is one permit more if nobody has.
 */
final class SemaphoreState {
  private static final int SPINS = Waiter.spins(100);

  /** What else to do if there are too many processes. */
  private static final String OR_KEEP = ", or let it keep the permits of the dead";

  private final Segment segment;
  private final RobustLock guard;
  private final boolean kept;

  SemaphoreState(Segment segment) {
    this.segment = segment;
    this.guard = new RobustLock(segment, GUARD);
    this.kept = (segment.options() & KEPT) != 0;
  }

  /** Called by the creator, before anyone else knows the segment. */
  static void initialize(Segment segment, int permits, boolean bounded) {
    segment.setLong(PERMITS, permits);
    segment.setLong(FREE, permits);
    segment.setLong(BOUND, bounded ? permits : Integer.MAX_VALUE);
  }

  long free() {
    return segment.getLong(FREE);
  }

  boolean tryAcquire(int permits) {
    enter();
    try {
      if (free() < permits) {
        mournIfAny();
      }
      return takeIfFree(permits);
    } finally {
      guard.unlock();
    }
  }

  boolean acquire(int permits, long nanos, boolean interruptible) throws InterruptedException {
    // Looking at the clock takes as long as all the rest when a permit is free.
    return tryAcquire(permits) || awaitPermits(permits, nanos, interruptible, true);
  }

  /** Whether a permit could be taken. */
  boolean isAnyFree() {
    enter();
    try {
      if (free() < 1) {
        mournIfAny();
      }
      return free() > 0;
    } finally {
      guard.unlock();
    }
  }

  /** Waits until a permit could be taken; false if the time is up. */
  boolean awaitFree(long nanos) throws InterruptedException {
    return isAnyFree() || awaitPermits(1, nanos, true, false);
  }

  private boolean awaitPermits(int permits, long nanos, boolean interruptible, boolean take)
      throws InterruptedException {
    Deadline deadline = Deadline.in(nanos);
    for (int i = 0; i < SPINS && free() < permits; i++) {
      Thread.onSpinWait();
    }
    boolean counted = false;
    int gate = 0;
    while (true) {
      enter();
      try {
        if (counted) {
          uncountSleeper();
          counted = false;
          if (free() < permits && segment.getInt(GATE) == gate) {
            // Nobody has given anything back, and yet this thread is awake.
            mourn();
          }
        }
        if (take ? takeIfFree(permits) : seenFree(permits)) {
          return true;
        }
        if (deadline.hasPassed()) {
          return false;
        }
        gate = segment.getInt(GATE);
        countSleeper();
        counted = true;
        if (permits > 1) {
          segment.setInt(GREEDY, 1);
        }
      } finally {
        guard.unlock();
      }
      Steps.at("semaphore before sleep");
      sleep(gate, deadline.left(), interruptible);
      Steps.at("semaphore after sleep");
    }
  }

  private void sleep(int gate, long left, boolean interruptible) throws InterruptedException {
    try {
      segment.sleep(GATE, gate, Waiter.ANY, left, interruptible);
    } catch (InterruptedException e) {
      enter();
      try {
        uncountSleeper();
        // This thread may have been woken in place of another.
        wakeSleepers(1);
      } finally {
        guard.unlock();
      }
      throw e;
    }
  }

  /**
   * Gives permits back.
   *
   * @throws IllegalStateException if there would be more free permits than there may be
   */
  void release(int permits) {
    enter();
    try {
      if (free() + permits > segment.getLong(BOUND)) {
        throw new IllegalStateException(
            "released too often: free="
                + free()
                + ", released="
                + permits
                + ", most="
                + segment.getLong(BOUND)
                + "; release what was acquired, once");
      }
      giveBack(permits);
      Steps.at("semaphore before wake");
      segment.setInt(GATE, segment.getInt(GATE) + 1);
      wakeSleepers(permits);
    } finally {
      guard.unlock();
    }
  }

  // ---- with the guard held ----------------------------------------------------------------------

  private void enter() {
    guard.lock();
    if (guard.isInherited()) {
      addUp();
    }
  }

  private boolean takeIfFree(int permits) {
    long free = free();
    if (free < permits) {
      return false;
    }
    if (!kept) {
      PartyTable parties = segment.parties();
      int own = segment.parties().ownOrFail(OR_KEEP);
      Steps.at("semaphore before take");
      parties.held(own, parties.held(own) + permits);
    }
    Steps.at("semaphore taken");
    segment.setLong(FREE, free - permits);
    Steps.at("semaphore counted");
    return true;
  }

  /** Leaves the permits to others, one of whom may sleep because this thread was woken instead. */
  private boolean seenFree(int permits) {
    boolean free = free() >= permits;
    if (free) {
      wakeSleepers(permits);
    }
    return free;
  }

  private void giveBack(int permits) {
    int left = permits;
    if (!kept) {
      left = lower(segment.parties().ownOrFail(OR_KEEP), left);
      for (int party = 0; left > 0 && party < segment.parties().ever(); party++) {
        left = lower(party, left);
      }
      if (left > 0) {
        segment.setLong(PERMITS, segment.getLong(PERMITS) + left);
      }
    }
    Steps.at("semaphore given back");
    segment.setLong(FREE, free() + permits);
  }

  /** Lowers what a party holds; returns what is left to be lowered elsewhere. */
  private int lower(int party, int permits) {
    int held = segment.parties().held(party);
    int less = Math.min(held, permits);
    if (less > 0) {
      segment.parties().held(party, held - less);
    }
    return permits - less;
  }

  private void mournIfAny() {
    PartyTable parties = segment.parties();
    for (int party = 0; !kept && party < parties.ever(); party++) {
      if (parties.held(party) > 0 && parties.isDead(party)) {
        mourn();
        return;
      }
    }
  }

  /** Buries the dead; their permits are free then. */
  private void mourn() {
    PartyTable parties = segment.parties();
    boolean any = false;
    try {
      for (int party = 0; party < parties.ever(); party++) {
        if (parties.isDead(party)) {
          int asleep = (int) Math.max(0, parties.mark(party));
          any = true;
          parties.bury(party);
          lowerSleepers(asleep);
        }
      }
    } finally {
      // After an error too: nobody else would find the dead that are buried.
      if (any) {
        addUp();
      }
    }
  }

  private void addUp() {
    if (kept) {
      return;
    }
    PartyTable parties = segment.parties();
    long held = 0;
    for (int party = 0; party < parties.ever(); party++) {
      held += parties.held(party);
    }
    segment.setLong(FREE, Math.max(0, segment.getLong(PERMITS) - held));
    segment.setInt(GATE, segment.getInt(GATE) + 1);
    wakeSleepers(Waiter.ALL);
  }

  /**
   * First in the sum, last out of it: a death in between leaves the sum too high, never too low.
   */
  private void countSleeper() {
    segment.setInt(SLEEPERS, segment.getInt(SLEEPERS) + 1);
    markOwn(1);
  }

  private void uncountSleeper() {
    markOwn(-1);
    lowerSleepers(1);
  }

  private void markOwn(int delta) {
    PartyTable parties = segment.parties();
    int own = parties.own();
    if (own != PartyTable.NONE) {
      parties.mark(own, parties.mark(own) + delta);
    }
  }

  private void lowerSleepers(int by) {
    segment.setInt(SLEEPERS, Math.max(0, segment.getInt(SLEEPERS) - by));
  }

  private void wakeSleepers(int permits) {
    if (segment.getInt(SLEEPERS) > 0) {
      boolean greedy = segment.getInt(GREEDY) != 0;
      segment.wake(GATE, greedy ? Waiter.ALL : permits, Waiter.ANY);
    }
  }

  /** How many permits this process has taken and not given back. */
  int held() {
    int own = segment.parties().own();
    return kept || own == PartyTable.NONE ? 0 : segment.parties().held(own);
  }

  int waiters() {
    return segment.parties().asleep();
  }

  /** For people: how many are free, and who holds others. */
  String describe() {
    PartyTable parties = segment.parties();
    var state = new StringBuilder("permits=").append(free());
    for (int party = 0; party < parties.ever(); party++) {
      if (parties.held(party) > 0) {
        state.append(", ").append(parties.held(party)).append(" held by pid ");
        state.append(ProcessIds.pid(parties.process(party)));
      }
    }
    return segment.describe("SharedSemaphore", state.toString());
  }
}
