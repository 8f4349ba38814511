package dev.procession;

import java.io.Serializable;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Function} that can be sent to another process and may throw any exception.
 *
 * <p>A lambda or method reference written where an {@code Fn} is expected is one; {@code
 * Files::readString} needs no wrapping. {@link #andThen(Fn)} and {@link #compose(Fn)} give
 * functions that can be sent again.
 *
 * @param <T> the argument
 * @param <R> the result
 * @see Task
 */
@FunctionalInterface
public interface Fn<T extends @Nullable Object, R extends @Nullable Object>
    extends Function<T, R>, Serializable {

  /**
   * Computes the result.
   *
   * @param argument the argument
   * @return the result
   * @throws Exception if there is no result
   */
  R call(T argument) throws Exception;

  /**
   * Computes the result here; whatever {@link #call} throws is thrown as it is, also if checked.
   */
  @Override
  default R apply(T argument) {
    try {
      return call(argument);
    } catch (Exception e) {
      throw Unchecked.sneak(e);
    }
  }

  @Override
  default <V extends @Nullable Object> Fn<T, V> andThen(Function<? super R, ? extends V> after) {
    Objects.requireNonNull(after, "after");
    return argument -> after.apply(call(argument));
  }

  @Override
  default <V extends @Nullable Object> Fn<V, R> compose(Function<? super V, ? extends T> before) {
    Objects.requireNonNull(before, "before");
    return argument -> call(before.apply(argument));
  }

  /**
   * This function, then another; the result can be sent, since both can.
   *
   * @param after what to do with the result
   * @param <V> the result of both
   * @return the two as one
   */
  default <V extends @Nullable Object> Fn<T, V> andThen(Fn<? super R, ? extends V> after) {
    Objects.requireNonNull(after, "after");
    return argument -> after.call(call(argument));
  }

  /**
   * Another function, then this; the result can be sent, since both can.
   *
   * @param before what makes the argument
   * @param <V> the argument of both
   * @return the two as one
   */
  default <V extends @Nullable Object> Fn<V, R> compose(Fn<? super V, ? extends T> before) {
    Objects.requireNonNull(before, "before");
    return argument -> call(before.call(argument));
  }
}
