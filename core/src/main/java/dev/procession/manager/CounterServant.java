package dev.procession.manager;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A number in the manager. */
final class CounterServant implements ManagedCounter, Durable {
  /** The number is now: its value. */
  private static final int SET = 1;

  private final Guard guard = new Guard();

  /** Guarded by the guard. */
  private long value;

  /** Guarded by the guard. */
  private EffectLog log = EffectLog.NONE;

  CounterServant(long value) {
    this.value = value;
  }

  @Override
  public long get() {
    return guard.run(() -> value);
  }

  @Override
  public void set(long newValue) {
    getAndSet(newValue);
  }

  @Override
  public long getAndSet(long newValue) {
    return guard.run(
        () -> {
          long old = value;
          change(newValue);
          return old;
        });
  }

  @Override
  public long add(long more) {
    return guard.run(
        () -> {
          change(value + more);
          return value;
        });
  }

  @Override
  public boolean compareAndSet(long expected, long newValue) {
    return guard.run(
        () -> {
          boolean same = value == expected;
          if (same) {
            change(newValue);
          }
          return same;
        });
  }

  private void change(long newValue) {
    // If it cannot be written down, it does not happen.
    log.append(SET, newValue);
    value = newValue;
  }

  @Override
  public Guard guard() {
    return guard;
  }

  @Override
  public void writeTo(EffectLog newLog) {
    guard.run(() -> log = newLog);
  }

  @Override
  public void replay(int effect, @Nullable Object[] values) {
    if (effect != SET) {
      throw new IllegalArgumentException("no effect of a counter: effect=" + effect);
    }
    long then = (Long) Objects.requireNonNull(values[0]);
    guard.run(() -> value = then);
  }

  @Override
  public void save(EffectLog target) {
    guard.run(() -> target.append(SET, value));
  }

  @Override
  public String toString() {
    return "ManagedCounter[" + get() + "]";
  }
}
