package dev.procession;

import java.io.Serializable;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A {@link BiFunction} that can be sent to another process and may throw any exception.
 *
 * @param <T> the first argument
 * @param <U> the second argument
 * @param <R> the result
 * @see Fn
 */
@FunctionalInterface
public interface Fn2<
        T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object>
    extends BiFunction<T, U, R>, Serializable {

  /**
   * Computes the result.
   *
   * @param first the first argument
   * @param second the second argument
   * @return the result
   * @throws Exception if there is no result
   */
  R call(T first, U second) throws Exception;

  /**
   * Computes the result here; whatever {@link #call} throws is thrown as it is, also if checked.
   */
  @Override
  default R apply(T first, U second) {
    try {
      return call(first, second);
    } catch (Exception e) {
      throw Unchecked.sneak(e);
    }
  }

  @Override
  default <V extends @Nullable Object> Fn2<T, U, V> andThen(
      Function<? super R, ? extends V> after) {
    Objects.requireNonNull(after, "after");
    return (first, second) -> after.apply(call(first, second));
  }
}
