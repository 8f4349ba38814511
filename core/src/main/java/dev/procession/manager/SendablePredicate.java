package dev.procession.manager;

import java.io.Serializable;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Predicate} that can be sent to another process. A lambda written where one is expected
 * is one.
 *
 * @param <T> what it decides about
 * @see dev.procession.Fn
 */
@FunctionalInterface
public interface SendablePredicate<T extends @Nullable Object> extends Predicate<T>, Serializable {

  @Override
  default SendablePredicate<T> negate() {
    return value -> !test(value);
  }

  /**
   * This predicate and another; the result can be sent, since both can.
   *
   * @param other what else must hold
   * @return the two as one
   */
  default SendablePredicate<T> and(SendablePredicate<? super T> other) {
    Objects.requireNonNull(other, "other");
    return value -> test(value) && other.test(value);
  }

  /**
   * This predicate or another; the result can be sent, since both can.
   *
   * @param other what may hold instead
   * @return the two as one
   */
  default SendablePredicate<T> or(SendablePredicate<? super T> other) {
    Objects.requireNonNull(other, "other");
    return value -> test(value) || other.test(value);
  }
}
