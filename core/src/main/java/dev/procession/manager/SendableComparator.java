package dev.procession.manager;

import dev.procession.Fn;
import java.io.Serializable;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Comparator} that can be sent to another process. A lambda written where one is expected
 * is one.
 *
 * @param <T> what it compares
 * @see dev.procession.Fn
 */
@FunctionalInterface
public interface SendableComparator<T extends @Nullable Object>
    extends Comparator<T>, Serializable {

  /**
   * Compares by a property, as {@link Comparator#comparing(java.util.function.Function)} does.
   *
   * @param key gives the property
   * @param <T> what is compared
   * @param <U> the property
   * @return a comparator that can be sent, since the function can
   */
  static <T, U extends Comparable<? super U>> SendableComparator<T> by(Fn<? super T, U> key) {
    Objects.requireNonNull(key, "key");
    return (one, other) -> key.apply(one).compareTo(key.apply(other));
  }

  @Override
  default SendableComparator<T> reversed() {
    return (one, other) -> compare(other, one);
  }

  /**
   * This order, and another among what is equal in it; the result can be sent, since both can.
   *
   * @param other the second order
   * @return the two as one
   */
  default SendableComparator<T> thenComparing(SendableComparator<? super T> other) {
    Objects.requireNonNull(other, "other");
    return (one, another) -> {
      int order = compare(one, another);
      return order != 0 ? order : other.compare(one, another);
    };
  }
}
