package dev.procession;

import java.io.Serializable;

/**
 * A {@link Runnable} that can be sent to another process and may throw any exception.
 *
 * @see Task
 */
@FunctionalInterface
public interface Action extends Runnable, Serializable {

  /**
   * Does the work.
   *
   * @throws Exception if the work fails
   */
  void perform() throws Exception;

  /** Does the work here; whatever {@link #perform()} throws is thrown as it is, also if checked. */
  @Override
  default void run() {
    try {
      perform();
    } catch (Exception e) {
      throw Unchecked.sneak(e);
    }
  }
}
