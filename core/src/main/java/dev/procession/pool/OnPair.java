package dev.procession.pool;

import dev.procession.Fn;
import dev.procession.Fn2;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes a function of two arguments one of a pair, for {@code starmap}.
 *
 * @param <T> the first argument
 * @param <U> the second argument
 * @param <R> the result
 * @param function the function of two arguments
 */
record OnPair<T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object>(
    Fn2<? super T, ? super U, ? extends R> function) implements Fn<Pair<T, U>, R> {

  OnPair {
    Objects.requireNonNull(function, "fn");
  }

  @Override
  public R call(Pair<T, U> pair) throws Exception {
    return function.call(pair.first(), pair.second());
  }
}
