package dev.procession.manager;

/** A lock that nobody takes twice and anybody may free. */
final class PlainLockServant extends LockServant {
  @Override
  boolean mayTakeAgain(Caller holder, Caller caller) {
    return false;
  }

  @Override
  boolean mayUnlock(Caller holder, Caller caller) {
    return true;
  }

  @Override
  boolean mayUseConditions(Caller holder, Caller caller) {
    return holder.client().equals(caller.client());
  }
}
