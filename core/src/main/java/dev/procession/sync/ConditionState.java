package dev.procession.sync;

import static dev.procession.sync.ConditionLayout.GATE;
import static dev.procession.sync.ConditionLayout.GUARD;
import static dev.procession.sync.ConditionLayout.LEAVING;
import static dev.procession.sync.ConditionLayout.NEXT;
import static dev.procession.sync.ConditionLayout.ROOM;
import static dev.procession.sync.ConditionLayout.SIGNALLED;
import static dev.procession.sync.ConditionLayout.SLOTS;
import static dev.procession.sync.ConditionLayout.SLOT_SIZE;
import static dev.procession.sync.ConditionLayout.TURN;
import static dev.procession.sync.ConditionLayout.USED;
import static dev.procession.sync.ConditionLayout.WAITER;
import static dev.procession.sync.ConditionLayout.WAITING;

import dev.procession.ProcessionException;
import dev.procession.internal.shm.Deadline;
import dev.procession.internal.shm.ProcessIds;
import dev.procession.internal.shm.RobustLock;
import dev.procession.internal.shm.Segment;
import dev.procession.internal.shm.Steps;
import dev.procession.internal.shm.Waiter;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/**
 * Who waits for a condition, and who has been signalled.
 *
 * <p>Each waiter has a slot whose one word says which process it belongs to and whether it has been
 * signalled: that word is the truth. To begin to wait, to signal one waiter, and to give up are one
 * store each. Nobody ever waits for a waiter: a signal is done when it is written down.
 *
 * <p>A signalled slot stays as it is until its thread has its lock again. Deaths, and who mends
 * what:
 *
 * <ul>
 *   <li>A waiter dies before it is signalled: who signals sees that and passes it over.
 *   <li>A waiter dies after it was signalled, at any moment before its {@code await} has ended: its
 *       slot says so, and the other waiters look for such slots whenever they wake for no reason of
 *       their own. Who finds one signals the next waiter, then frees the slot. If it dies in
 *       between, the next one finds the slot once more: one wake too many, which conditions allow.
 *   <li>Who signals dies before it has woken anybody: the slot says it; the waiter is woken by the
 *       parent of the dead or by itself.
 *   <li>Who signals several dies: some have been signalled, as by a signal of fewer.
 *   <li>The guard is inherited: {@code next} and {@code used} are raised before a slot is taken, so
 *       they are never too low, and signals to the dead are passed on.
 * </ul>
 */
final class ConditionState {
  private static final int BITS = 32;

  private final Segment segment;
  private final RobustLock guard;

  ConditionState(Segment segment) {
    this.segment = segment;
    this.guard = new RobustLock(segment, GUARD);
  }

  // ---- a waiter ---------------------------------------------------------------------------------

  /** Takes a slot: from now on the calling thread can be signalled. */
  int enlist() {
    enter();
    try {
      int slot = freeSlot();
      long turn = segment.getLong(NEXT);
      segment.setLong(NEXT, turn + 1);
      segment.setInt(USED, Math.max(used(), slot + 1));
      segment.setLong(at(slot) + TURN, turn);
      Steps.at("condition before enlist");
      segment.setLong(at(slot) + WAITER, ProcessIds.self() | WAITING);
      Steps.at("condition enlisted");
      return slot;
    } finally {
      guard.unlock();
    }
  }

  /**
   * Sleeps until the slot is signalled.
   *
   * @param open whether the slot still belongs to the caller
   * @return false if the time is up
   */
  boolean awaitSignal(int slot, long nanos, boolean interruptible, BooleanSupplier open)
      throws InterruptedException {
    Deadline deadline = Deadline.in(nanos);
    boolean slept = false;
    while (true) {
      int gate = segment.getInt(GATE);
      if (!open.getAsBoolean()) {
        throw new IllegalStateException("the condition was closed while this thread waited for it");
      }
      if (segment.getLong(at(slot) + WAITER) == (ProcessIds.self() | SIGNALLED)) {
        Steps.at("condition signal seen");
        return true;
      }
      if (slept && isAnySignalledDead()) {
        passOnSignalsOfTheDead();
        slept = false;
        continue;
      }
      long left = deadline.left();
      if (left <= 0) {
        return !giveUp(slot);
      }
      Steps.at("condition before sleep");
      try {
        segment.sleep(GATE, gate, bit(slot), left, interruptible);
      } catch (InterruptedException e) {
        if (giveUp(slot)) {
          throw e;
        }
        // The signal came first; the interrupt is for whatever the thread does next.
        Thread.currentThread().interrupt();
        return true;
      }
      slept = true;
      Steps.at("condition after sleep");
    }
  }

  /** No more to be signalled; false if that has happened already. */
  private boolean giveUp(int slot) {
    return segment.compareAndSetLong(
        at(slot) + WAITER, ProcessIds.self() | WAITING, ProcessIds.self() | LEAVING);
  }

  /** Gives the slot back: the caller has its lock again. */
  void leave(int slot) {
    Steps.at("condition before leave");
    segment.setLong(at(slot) + WAITER, 0);
    Steps.at("condition left");
  }

  /** Gives the slot back in place of its thread, which will be told; its signal goes to another. */
  void evict(int slot) {
    long before = segment.getAndSetLong(at(slot) + WAITER, 0);
    if ((before & ProcessIds.FLAGS) == SIGNALLED) {
      signal(1);
    }
    wake(bit(slot));
  }

  // ---- who signals ------------------------------------------------------------------------------

  /** Signals those who have waited longest, as many as asked for if there are so many. */
  void signal(int count) {
    if (used() == 0) {
      return;
    }
    enter();
    try {
      if (count == 1) {
        signalNext();
      } else {
        signalSeveral(count);
      }
    } finally {
      guard.unlock();
    }
  }

  /** How many living threads wait and have not been signalled. */
  int waiters() {
    int waiters = 0;
    for (int slot = 0; slot < used(); slot++) {
      long waiter = segment.getLong(at(slot) + WAITER);
      if (isWaiting(waiter) && !ProcessIds.isDeadAsFarAsKnown(waiter)) {
        waiters++;
      }
    }
    return waiters;
  }

  /** Whether a signal has gone to somebody who is dead now. Without the guard: a hint. */
  private boolean isAnySignalledDead() {
    for (int slot = 0; slot < used(); slot++) {
      long waiter = segment.getLong(at(slot) + WAITER);
      if ((waiter & ProcessIds.FLAGS) == SIGNALLED && ProcessIds.isDeadAsFarAsKnown(waiter)) {
        return true;
      }
    }
    return false;
  }

  private void passOnSignalsOfTheDead() {
    enter();
    try {
      clearTheDead();
    } finally {
      guard.unlock();
    }
  }

  // ---- with the guard held ----------------------------------------------------------------------

  private void enter() {
    guard.lock();
    if (guard.isInherited()) {
      clearTheDead();
    }
  }

  private int freeSlot() {
    lowerUsed();
    int slot = firstFree();
    if (slot == ROOM) {
      clearTheDead();
      slot = firstFree();
    }
    if (slot == ROOM) {
      throw new ProcessionException(
          "too many threads wait for the condition: waiters="
              + ROOM
              + "; let fewer threads wait, or use several conditions",
          null);
    }
    return slot;
  }

  private int firstFree() {
    int used = used();
    for (int slot = 0; slot < used; slot++) {
      if (segment.getLong(at(slot) + WAITER) == 0) {
        return slot;
      }
    }
    return used;
  }

  private void lowerUsed() {
    int used = used();
    while (used > 0 && segment.getLong(at(used - 1) + WAITER) == 0) {
      used--;
    }
    segment.setInt(USED, used);
  }

  private void clearTheDead() {
    for (int slot = 0; slot < used(); slot++) {
      long waiter = segment.getLong(at(slot) + WAITER);
      if (waiter == 0 || !ProcessIds.isDeadAsFarAsKnown(waiter)) {
        continue;
      }
      if ((waiter & ProcessIds.FLAGS) == SIGNALLED) {
        signalNext();
        Steps.at("condition passed on");
      }
      segment.setLong(at(slot) + WAITER, 0);
    }
  }

  private void signalNext() {
    while (true) {
      int next = -1;
      for (int slot = 0; slot < used(); slot++) {
        if (isWaiting(segment.getLong(at(slot) + WAITER))
            && (next < 0 || turn(slot) < turn(next))) {
          next = slot;
        }
      }
      if (next < 0) {
        return;
      }
      if (signalSlot(next)) {
        wake(bit(next));
        return;
      }
    }
  }

  private void signalSeveral(int count) {
    long[] queue = new long[used()];
    int length = 0;
    for (int slot = 0; slot < queue.length; slot++) {
      if (isWaiting(segment.getLong(at(slot) + WAITER))) {
        queue[length++] = turn(slot) * ROOM + slot;
      }
    }
    Arrays.sort(queue, 0, length);
    int bits = 0;
    int left = count;
    for (int i = 0; i < length && left > 0; i++) {
      int slot = (int) (queue[i] % ROOM);
      if (signalSlot(slot)) {
        bits |= bit(slot);
        left--;
      }
    }
    if (bits != 0) {
      wake(bits);
    }
  }

  /** Signals a waiter unless it is dead, which frees its slot, or gives up at this moment. */
  private boolean signalSlot(int slot) {
    long waiter = segment.getLong(at(slot) + WAITER);
    if (!isWaiting(waiter)) {
      return false;
    }
    if (ProcessIds.isDeadAsFarAsKnown(waiter)) {
      segment.setLong(at(slot) + WAITER, 0);
      return false;
    }
    Steps.at("condition before signal");
    boolean signalled =
        segment.compareAndSetLong(at(slot) + WAITER, waiter, ProcessIds.of(waiter) | SIGNALLED);
    Steps.at("condition signalled");
    return signalled;
  }

  private void wake(int bits) {
    segment.getAndAddInt(GATE, 1);
    segment.wake(GATE, Waiter.ALL, bits);
  }

  private int used() {
    return Math.max(0, Math.min(segment.getInt(USED), ROOM));
  }

  private long turn(int slot) {
    return segment.getLong(at(slot) + TURN);
  }

  private static boolean isWaiting(long waiter) {
    return (waiter & ProcessIds.FLAGS) == WAITING;
  }

  private static long at(int slot) {
    return SLOTS + (long) slot * SLOT_SIZE;
  }

  private static int bit(int slot) {
    return 1 << slot % BITS;
  }
}
