package dev.procession.manager;

import org.jspecify.annotations.Nullable;

/**
 * A call has taken something and got it, but the manager died before it said that it knew. The next
 * one is asked.
 */
final class UnsettledException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final long number;
  private final transient @Nullable Object value;

  UnsettledException(long number, @Nullable Object value) {
    super("the manager died while something was taken from an object");
    this.number = number;
    this.value = value;
  }

  /** What this process calls it. */
  long number() {
    return number;
  }

  /** What it got. */
  @Nullable Object value() {
    return value;
  }
}
