package dev.procession.manager;

import org.jspecify.annotations.Nullable;

/**
 * A variable in a manager, for threads of any number of processes.
 *
 * {@snippet lang="java" :
 * ManagedValue<String> state = manager.value("new");
 * state.update(old -> old + "er");
 * }
 *
 * <p>What is got is a copy. Each method does all it does at once, as seen by everybody else.
 *
 * <p>Python: {@code Value()} of {@code multiprocessing.Manager()}, whose {@code +=} may lose what
 * others write.
 *
 * @param <T> what it holds; may be nullable
 */
public interface ManagedValue<T extends @Nullable Object> {
  /**
   * What the variable holds.
   *
   * <p>Python: {@code get()}, {@code value}.
   *
   * @return the value
   */
  @Reads
  T get();

  /**
   * Has the variable hold something else.
   *
   * <p>Python: {@code set(value)}, {@code value = …}.
   *
   * @param value the new value
   */
  void set(T value);

  /**
   * Has the variable hold something else, and tells what it held.
   *
   * @param value the new value
   * @return the old value
   */
  T getAndSet(T value);

  /**
   * Has the variable hold something else if it holds what the caller thinks it does.
   *
   * @param expected what it is thought to hold; compared by {@link Object#equals}, null equals null
   * @param value the new value
   * @return false if it holds something else, which it goes on to do
   */
  boolean compareAndSet(T expected, T value);

  /**
   * Computes the new value from the old one, in the manager.
   *
   * @param change what to do; runs once, and should be short and wait for nothing, since others
   *     wait for it. What it throws is thrown here, and the variable is as before
   * @return the new value
   * @throws NullPointerException if {@code change} is null
   */
  T update(SendableOperator<T> change);

  /**
   * Computes the new value from the old one, in the manager, as {@link #update} does.
   *
   * @param change what to do
   * @return the old value
   * @throws NullPointerException if {@code change} is null
   */
  T getAndUpdate(SendableOperator<T> change);
}
