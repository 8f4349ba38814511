package dev.procession.manager;

import java.util.concurrent.TimeUnit;

/** An event in the manager. */
final class EventServant implements ManagedEvent {
  private final Guard guard = new Guard();
  private final Line line = guard.newLine();

  /** Guarded by the guard. */
  private boolean set;

  @Override
  public boolean isSet() {
    return guard.run(() -> set);
  }

  @Override
  public void set() {
    change(true);
  }

  @Override
  public void clear() {
    change(false);
  }

  private void change(boolean to) {
    guard.run(() -> set = to);
  }

  @Override
  public void await() {
    await(Line.FOREVER, TimeUnit.NANOSECONDS);
  }

  @Override
  public boolean await(long time, TimeUnit unit) {
    return Boolean.TRUE.equals(
        line.await(_ -> set ? Answer.of(true) : null, unit.toNanos(time), () -> false));
  }

  @Override
  public int waiters() {
    return guard.run(line::size);
  }

  @Override
  public String toString() {
    return guard.run(
        () -> "ManagedEvent[" + (set ? "set" : "unset") + ", waiters=" + line.size() + "]");
  }
}
