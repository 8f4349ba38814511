package dev.procession.manager;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A variable in the manager. */
final class ValueServant<T extends @Nullable Object> implements ManagedValue<T> {
  private final Guard guard = new Guard();

  /** Guarded by the guard. */
  private T value;

  ValueServant(T value) {
    this.value = value;
  }

  @Override
  public T get() {
    return guard.run(() -> value);
  }

  @Override
  public void set(T newValue) {
    getAndSet(newValue);
  }

  @Override
  public T getAndSet(T newValue) {
    return guard.run(
        () -> {
          T old = value;
          value = newValue;
          return old;
        });
  }

  @Override
  public boolean compareAndSet(T expected, T newValue) {
    return guard.run(
        () -> {
          boolean same = Objects.equals(value, expected);
          if (same) {
            value = newValue;
          }
          return same;
        });
  }

  @Override
  public T update(SendableOperator<T> change) {
    Objects.requireNonNull(change, "change");
    return guard.run(
        () -> {
          value = change.apply(value);
          return value;
        });
  }

  @Override
  public T getAndUpdate(SendableOperator<T> change) {
    Objects.requireNonNull(change, "change");
    return guard.run(
        () -> {
          T old = value;
          value = change.apply(old);
          return old;
        });
  }

  @Override
  public String toString() {
    return "ManagedValue[" + get() + "]";
  }
}
