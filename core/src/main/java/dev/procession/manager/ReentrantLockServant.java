package dev.procession.manager;

/** A lock that belongs to the thread that has taken it. */
final class ReentrantLockServant extends LockServant {
  @Override
  boolean mayTakeAgain(Caller holder, Caller caller) {
    return holder.equals(caller);
  }

  @Override
  boolean mayUnlock(Caller holder, Caller caller) {
    return holder.equals(caller);
  }

  @Override
  boolean mayUseConditions(Caller holder, Caller caller) {
    return holder.equals(caller);
  }
}
