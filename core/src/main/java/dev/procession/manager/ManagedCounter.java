package dev.procession.manager;

/**
 * A number in a manager that threads of any number of processes count with.
 *
 * {@snippet lang="java" :
 * ManagedCounter done = manager.counter();
 * ChildProcess.of(() -> {
 *   done.increment();
 * }).start();
 * }
 *
 * <p>Each method does all it does at once, as seen by everybody else. Beyond the largest {@code
 * long} comes the smallest. A manager with a journal remembers it.
 *
 * <p>Python has none; there a number in a {@code Value()} is counted up with a lock held.
 */
public interface ManagedCounter {
  /**
   * The number.
   *
   * @return the number; it may be another one by now
   */
  @Reads
  long get();

  /**
   * Sets the number.
   *
   * @param value the new number
   */
  void set(long value);

  /**
   * Sets the number, and tells what it was.
   *
   * @param value the new number
   * @return the old number
   */
  long getAndSet(long value);

  /**
   * Adds to the number.
   *
   * @param more how much; may be negative
   * @return the new number
   */
  long add(long more);

  /**
   * Adds to the number.
   *
   * @param more how much; may be negative
   * @return the old number
   */
  @Local
  default long getAndAdd(long more) {
    return add(more) - more;
  }

  /**
   * Adds one.
   *
   * @return the new number
   */
  @Local
  default long increment() {
    return add(1);
  }

  /**
   * Takes one away.
   *
   * @return the new number
   */
  @Local
  default long decrement() {
    return add(-1);
  }

  /**
   * Sets the number if it is what the caller thinks it is.
   *
   * @param expected what it is thought to be
   * @param value the new number
   * @return false if it is another one, which it remains
   */
  boolean compareAndSet(long expected, long value);
}
