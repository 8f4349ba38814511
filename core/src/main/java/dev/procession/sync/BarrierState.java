package dev.procession.sync;

import static dev.procession.sync.BarrierLayout.ACTING;
import static dev.procession.sync.BarrierLayout.BROKEN;
import static dev.procession.sync.BarrierLayout.CULPRIT;
import static dev.procession.sync.BarrierLayout.FILLING;
import static dev.procession.sync.BarrierLayout.FIRST_GENERATION;
import static dev.procession.sync.BarrierLayout.GATE;
import static dev.procession.sync.BarrierLayout.GUARD;
import static dev.procession.sync.BarrierLayout.PARTIES;
import static dev.procession.sync.BarrierLayout.REASON;
import static dev.procession.sync.BarrierLayout.STATE;
import static dev.procession.sync.BarrierLayout.TIMEOUT;
import static dev.procession.sync.BarrierLayout.comers;
import static dev.procession.sync.BarrierLayout.generation;
import static dev.procession.sync.BarrierLayout.mark;
import static dev.procession.sync.BarrierLayout.phase;
import static dev.procession.sync.BarrierLayout.state;

import dev.procession.Action;
import dev.procession.internal.shm.Deadline;
import dev.procession.internal.shm.PartyTable;
import dev.procession.internal.shm.ProcessIds;
import dev.procession.internal.shm.RobustLock;
import dev.procession.internal.shm.Segment;
import dev.procession.internal.shm.Steps;
import dev.procession.internal.shm.Waiter;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who has come to a barrier, and what became of those who came.
 *
 * <p>The truth is the state, one word, and for each process how many of its threads came in which
 * generation, another word. To come, to let all go, to break and to begin anew are one store each,
 * with the guard held; so whoever gets the guard from the dead has nothing to repair. How many have
 * come is added up each time.
 *
 * <p>Deaths: a process that is dead, and came in this generation or in the one before, breaks the
 * barrier as soon as anybody looks: that is who comes, who wakes for whatever reason, and who asks.
 * Sleepers are woken because of a death, by the parent of the dead or by one of them. A process
 * that leaves in order takes its place in the table with it, and so is not looked for; it cannot
 * while a thread of it waits. The dead are cleared only by a reset, which breaks the barrier first:
 * killed half-way it leaves it broken.
 *
 * <p>The phases: {@code FILLING -> ACTING -> FILLING} of the next generation, without {@code
 * ACTING} if there is no action; from both to {@code BROKEN}; from there, by a reset only, to
 * {@code FILLING} of the next generation. Whoever wakes in a later generation than it came in has
 * been let go, unless that generation is among those that a reset ended. 64 generations are
 * remembered; who wakes later still is told that it was broken if it cannot be known.
 */
final class BarrierState {
  private static final int SPINS = Waiter.spins(400);

  private final Segment segment;
  private final RobustLock guard;
  private final PartyTable table;

  /** Threads of this process that have come and not gone. Guarded by this. */
  private int inside;

  BarrierState(Segment segment) {
    this.segment = segment;
    this.guard = new RobustLock(segment, GUARD);
    this.table = segment.parties();
  }

  /** Called by the creator, before anyone else knows the segment. */
  static void initialize(Segment segment, int parties, long timeout) {
    segment.setInt(PARTIES, parties);
    segment.setLong(TIMEOUT, timeout);
    segment.setLong(STATE, state(FIRST_GENERATION, FILLING));
  }

  // ---- coming and going -------------------------------------------------------------------------

  /**
   * Comes, and waits until all have.
   *
   * @param open whether the caller still has the barrier
   * @return how many came before
   */
  int await(long nanos, @Nullable Action action, BooleanSupplier open)
      throws InterruptedException, BrokenBarrierException, TimeoutException {
    Deadline deadline = Deadline.in(nanos);
    changeInside(1);
    try {
      while (true) {
        long generation;
        int index;
        int gate;
        guard.lock();
        try {
          breakIfSomebodyDied();
          generation = generation(now());
          index = phase(now()) == ACTING ? -1 : come(generation, action);
          gate = segment.getInt(GATE);
        } finally {
          guard.unlock();
        }
        if (index == parties() - 1) {
          act(generation, action);
          return index;
        }
        if (index >= 0) {
          awaitOthers(generation, nanos, deadline, open);
          return index;
        }
        // More threads than parties: those of this generation are still at the action.
        long left = deadline.left();
        if (left <= 0) {
          throw new TimeoutException("the action of the barrier takes longer: nanos=" + nanos);
        }
        segment.sleep(GATE, gate, Waiter.ANY, left, true);
      }
    } finally {
      changeInside(-1);
    }
  }

  /** With the guard held: one more has come; returns how many came before. */
  private int come(long generation, @Nullable Action action) throws BrokenBarrierException {
    if (phase(now()) == BROKEN) {
      throw broken();
    }
    int own = table.ownOrFail();
    int before = comersOf(generation);
    Steps.at("barrier before come");
    table.mark(own, mark(generation, comers(table.mark(own), generation) + 1));
    Steps.at("barrier come");
    if (before + 1 == parties()) {
      if (action == null) {
        change(state(generation + 1, FILLING));
      } else {
        segment.setLong(STATE, state(generation, ACTING));
      }
    }
    return before;
  }

  /** The last one to come runs the action and lets the others go. */
  private void act(long generation, @Nullable Action action) throws BrokenBarrierException {
    if (action == null) {
      return;
    }
    boolean done = false;
    try {
      Steps.at("barrier before action");
      action.run();
      Steps.at("barrier after action");
      done = true;
    } finally {
      if (!done) {
        breakGeneration(generation, BarrierBreak.ACTION);
      }
    }
    guard.lock();
    try {
      if (now() == state(generation, ACTING)) {
        change(state(generation + 1, FILLING));
        return;
      }
    } finally {
      guard.unlock();
    }
    throw broken();
  }

  private void awaitOthers(long generation, long nanos, Deadline deadline, BooleanSupplier open)
      throws InterruptedException, BrokenBarrierException, TimeoutException {
    for (int i = 0; i < SPINS && generation(now()) == generation; i++) {
      Thread.onSpinWait();
    }
    while (true) {
      int gate = segment.getInt(GATE);
      if (hasEnded(generation)) {
        return;
      }
      if (!open.getAsBoolean()) {
        throw new IllegalStateException("the barrier was closed while this thread waited at it");
      }
      long left = deadline.left();
      if (left <= 0) {
        if (breakGeneration(generation, BarrierBreak.TIMEOUT)) {
          throw new TimeoutException(
              "not all have come to the barrier in time: nanos="
                  + nanos
                  + ", parties="
                  + parties());
        }
        continue;
      }
      Steps.at("barrier before sleep");
      try {
        segment.sleep(GATE, gate, Waiter.ANY, left, true);
      } catch (InterruptedException e) {
        if (breakGeneration(generation, BarrierBreak.INTERRUPT)) {
          throw e;
        }
        // The end came first; the interrupt is for whatever the thread does next.
        Thread.currentThread().interrupt();
      }
      Steps.at("barrier after sleep");
      if (generation(now()) == generation) {
        isBroken(); // If somebody has died, it is now.
      }
    }
  }

  /** False while the generation lasts; true if all have come. */
  private boolean hasEnded(long generation) throws BrokenBarrierException {
    long now = now();
    if (generation(now) == generation) {
      if (phase(now) == BROKEN) {
        throw broken();
      }
      return false;
    }
    if (segment.getLong(BarrierLayout.reset(generation)) >= generation) {
      throw new BrokenBarrierException("the barrier was reset while this thread waited at it");
    }
    return true;
  }

  /** Sees to it that the process cannot leave unnoticed while threads of it are here. */
  private synchronized void changeInside(int by) {
    int own = table.ownOrFail();
    inside += by;
    table.held(own, inside);
  }

  // ---- breaking and mending ---------------------------------------------------------------------

  void abort() {
    guard.lock();
    try {
      breakNow(BarrierBreak.ABORT, ProcessIds.NOBODY);
    } finally {
      guard.unlock();
    }
  }

  void reset() {
    guard.lock();
    try {
      breakNow(BarrierBreak.RESET, ProcessIds.NOBODY);
      for (int party = 0; party < table.ever(); party++) {
        if (table.isDead(party)) {
          table.bury(party);
        }
      }
      long generation = generation(now());
      Steps.at("barrier before reset");
      segment.setLong(BarrierLayout.reset(generation), generation);
      change(state(generation + 1, FILLING));
    } finally {
      guard.unlock();
    }
  }

  boolean isBroken() {
    guard.lock();
    try {
      breakIfSomebodyDied();
      return phase(now()) == BROKEN;
    } finally {
      guard.unlock();
    }
  }

  /** Breaks the barrier for those of a generation; false if that has ended before. */
  private boolean breakGeneration(long generation, BarrierBreak reason) {
    guard.lock();
    try {
      if (generation(now()) != generation || phase(now()) == BROKEN) {
        return false;
      }
      breakNow(reason, ProcessIds.NOBODY);
      return true;
    } finally {
      guard.unlock();
    }
  }

  /** With the guard held. */
  private void breakIfSomebodyDied() {
    if (phase(now()) == BROKEN) {
      return;
    }
    long generation = generation(now());
    for (int party = 0; party < table.ever(); party++) {
      long mark = table.mark(party);
      boolean matters = comers(mark, generation) + comers(mark, generation - 1) > 0;
      if (matters && table.isDead(party)) {
        breakNow(BarrierBreak.DEATH, table.process(party));
        return;
      }
    }
  }

  /** With the guard held. */
  private void breakNow(BarrierBreak reason, long culprit) {
    if (phase(now()) == BROKEN) {
      return;
    }
    segment.setInt(REASON, reason.ordinal());
    segment.setLong(CULPRIT, culprit);
    Steps.at("barrier before break");
    change(state(generation(now()), BROKEN));
  }

  /** With the guard held: all who sleep are to look. */
  private void change(long newState) {
    segment.setLong(STATE, newState);
    Steps.at("barrier changed");
    segment.getAndAddInt(GATE, 1);
    segment.wake(GATE, Waiter.ALL, Waiter.ANY);
    Steps.at("barrier woken");
  }

  private BrokenBarrierException broken() {
    BarrierBreak reason = BarrierBreak.of(segment.getInt(REASON));
    long culprit = segment.getLong(CULPRIT);
    return new BrokenBarrierException(
        "the barrier is broken: "
            + reason.text()
            + (culprit == ProcessIds.NOBODY ? "" : ": pid=" + ProcessIds.pid(culprit))
            + "; reset() makes it work again");
  }

  // ---- looking at it ----------------------------------------------------------------------------

  int parties() {
    return segment.getInt(PARTIES);
  }

  long timeout() {
    return segment.getLong(TIMEOUT);
  }

  /** How many have come and wait. */
  int waiting() {
    return isBroken() ? 0 : comersOf(generation(now()));
  }

  private int comersOf(long generation) {
    int sum = 0;
    for (int party = 0; party < table.ever(); party++) {
      sum += comers(table.mark(party), generation);
    }
    return sum;
  }

  private long now() {
    return segment.getLong(STATE);
  }
}
