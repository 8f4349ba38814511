package dev.procession.manager;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A lock in the manager: who holds it, and who waits for it. */
abstract sealed class LockServant implements ManagedLock, ClientWatcher
    permits PlainLockServant, ReentrantLockServant {
  private static final System.Logger LOG = System.getLogger("dev.procession.manager");

  /** What the lock and all its conditions run under, so that a change of both is one. */
  final Guard guard = new Guard();

  private final Line line = guard.newLine();

  /** Who waits for a condition and has not got the lock back. Guarded by the guard. */
  private final Map<Client, Set<ConditionWait>> waits = new HashMap<>();

  /** Guarded by the guard. */
  private @Nullable Caller owner;

  /** How many times the owner has taken it. Guarded by the guard. */
  private int holds;

  /** Whether the owner has it from one that ended while holding it. Guarded by the guard. */
  private boolean recovered;

  /** Whether the next owner will. Guarded by the guard. */
  private boolean abandoned;

  // ---- what the two kinds differ in -------------------------------------------------------------

  /** Whether a holder gets the lock once more. */
  abstract boolean mayTakeAgain(Caller holder, Caller caller);

  /** Whether a caller may unlock for a holder. */
  abstract boolean mayUnlock(Caller holder, Caller caller);

  /** Whether a caller may wait and signal while this one holds the lock. */
  abstract boolean mayUseConditions(Caller holder, Caller caller);

  // ---- taking -----------------------------------------------------------------------------------

  @Override
  public void lock() {
    acquire(Line.FOREVER);
  }

  @Override
  public void lockInterruptibly() {
    acquire(Line.FOREVER);
  }

  @Override
  public boolean tryLock() {
    return acquire(0);
  }

  @Override
  public boolean tryLock(long time, TimeUnit unit) {
    return acquire(unit.toNanos(time));
  }

  private boolean acquire(long nanos) {
    guard.begin();
    try {
      Caller caller = Call.current().caller();
      if (owner != null && mayTakeAgain(owner, caller)) {
        if (holds == Integer.MAX_VALUE) {
          throw new IllegalStateException("taken too often: holds=" + holds + "; unlock it");
        }
        holds++;
        return true;
      }
      return Boolean.TRUE.equals(line.await(_ -> take(caller, 1), nanos, () -> false));
    } finally {
      guard.end();
    }
  }

  private @Nullable Answer<Boolean> take(Caller caller, int times) {
    if (owner != null) {
      return null;
    }
    owner = caller;
    holds = times;
    recovered = abandoned;
    abandoned = false;
    return Answer.of(true);
  }

  // ---- giving back ------------------------------------------------------------------------------

  @Override
  public void unlock() {
    guard.run(
        () -> {
          Caller caller = Call.current().caller();
          if (owner == null) {
            throw new IllegalMonitorStateException("the lock is free: unlock it once per lock()");
          }
          if (!mayUnlock(owner, caller)) {
            throw notHeld(caller);
          }
          if (--holds == 0) {
            free();
          }
        });
  }

  private void free() {
    owner = null;
    holds = 0;
    recovered = false;
  }

  private IllegalMonitorStateException notHeld(Caller caller) {
    return new IllegalMonitorStateException(
        "the lock is not held by this thread: lock="
            + this
            + ", caller="
            + text(caller)
            + "; take it first");
  }

  // ---- for its conditions, with the guard held --------------------------------------------------

  @Override
  public ManagedCondition newCondition() {
    return new ConditionServant(this);
  }

  void checkHeldBy(Caller caller) {
    if (owner == null || !mayUseConditions(owner, caller)) {
      throw notHeld(caller);
    }
  }

  /** Frees the lock for one who is going to wait; returns how many times it was held. */
  int freeFor(ConditionWait wait) {
    int times = holds;
    free();
    waits.computeIfAbsent(wait.caller().client(), _ -> new HashSet<>()).add(wait);
    return times;
  }

  /** Gets the lock back for one who has waited, as the current call. */
  void takeAgain(ConditionWait wait, int times) {
    line.await(
        _ -> {
          Answer<Boolean> answer = take(wait.caller(), times);
          if (answer != null) {
            wait.taken();
          }
          return answer;
        });
  }

  /** It waits no longer, neither for its condition nor for the lock. */
  void forget(ConditionWait wait) {
    waits.computeIfPresent(
        wait.caller().client(),
        (_, those) -> {
          those.remove(wait);
          return those.isEmpty() ? null : those;
        });
  }

  // ---- the end of a client ----------------------------------------------------------------------

  @Override
  public void gone(Client client) {
    guard.run(
        () -> {
          Set<ConditionWait> those = waits.remove(client);
          if (those != null) {
            List.copyOf(those).forEach(ConditionWait::abandon);
          }
          if (owner != null && owner.client().equals(client)) {
            warn(owner);
            free();
            abandoned = true;
          }
        });
  }

  private void warn(Caller holder) {
    String text =
        "the holder of a lock has ended: holder="
            + text(holder)
            + "; the next one gets it, and recovered() tells it so";
    guard.send(() -> LOG.log(System.Logger.Level.WARNING, text));
  }

  // ---- looking at it ----------------------------------------------------------------------------

  @Override
  public boolean isLocked() {
    return guard.run(() -> owner != null);
  }

  @Override
  public int holdCount() {
    return guard.run(() -> Call.current().caller().equals(owner) ? holds : 0);
  }

  @Override
  public boolean recovered() {
    return guard.run(
        () ->
            recovered && owner != null && owner.client().equals(Call.current().caller().client()));
  }

  @Override
  public int waiters() {
    return guard.run(line::size);
  }

  @Override
  public String toString() {
    return guard.run(
        () ->
            "ManagedLock["
                + (owner == null ? "free" : "held by " + text(owner) + ", waiters=" + line.size())
                + "]");
  }

  private static String text(Caller caller) {
    return caller.client().describe() + ", thread " + caller.thread();
  }
}
