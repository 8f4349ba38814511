package dev.procession.manager;

import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.concurrent.TimeUnit;

/** A condition in the manager: who waits for a signal. All else is its lock's. */
final class ConditionServant implements ManagedCondition, ClientWatcher {
  private final LockServant lock;

  /** Who has not been signalled, the one that has waited longest first. Guarded by the guard. */
  private final SequencedSet<ConditionWait> waiting = new LinkedHashSet<>();

  ConditionServant(LockServant lock) {
    this.lock = lock;
  }

  @Override
  public void lock() {
    lock.lock();
  }

  @Override
  public void lockInterruptibly() {
    lock.lockInterruptibly();
  }

  @Override
  public boolean tryLock() {
    return lock.tryLock();
  }

  @Override
  public boolean tryLock(long time, TimeUnit unit) {
    return lock.tryLock(time, unit);
  }

  @Override
  public void unlock() {
    lock.unlock();
  }

  @Override
  public boolean recovered() {
    return lock.recovered();
  }

  // ---- waiting ----------------------------------------------------------------------------------

  @Override
  public void await() {
    sleep(Line.FOREVER);
  }

  @Override
  public void awaitUninterruptibly() {
    sleep(Line.FOREVER);
  }

  @Override
  public boolean await(long time, TimeUnit unit) {
    sleep(unit.toNanos(time));
    return false;
  }

  /** Suspends the current call, always: it also has to wait for the lock. */
  private void sleep(long nanos) {
    lock.guard.run(
        () -> {
          Call call = Call.current();
          lock.checkHeldBy(call.caller());
          var wait = new ConditionWait(call, lock, this);
          waiting.add(wait);
          call.suspend(wait);
          wait.begin(nanos);
        });
  }

  /** Waits no longer. With the guard held. */
  void leave(ConditionWait wait) {
    waiting.remove(wait);
  }

  // ---- signalling -------------------------------------------------------------------------------

  @Override
  public void signal(int threads) {
    if (threads < 0) {
      throw new IllegalArgumentException("negative: threads=" + threads + "; zero is the least");
    }
    lock.guard.run(
        () -> {
          lock.checkHeldBy(Call.current().caller());
          wake(threads);
        });
  }

  /** With the guard held. */
  void wake(int threads) {
    for (int i = 0; i < threads && !waiting.isEmpty(); i++) {
      waiting.getFirst().wake(ConditionWait.Reason.SIGNAL);
    }
  }

  @Override
  public int waiters() {
    return lock.guard.run(waiting::size);
  }

  @Override
  public void gone(Client client) {
    lock.gone(client);
  }

  @Override
  public String toString() {
    return lock.guard.run(
        () -> "ManagedCondition[waiters=" + waiting.size() + ", lock=" + lock + "]");
  }
}
