package dev.procession.pool;

import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * What became of one item: a value or a failure.
 *
 * @param <T> the item
 * @param <R> the value
 */
public sealed interface Outcome<T extends @Nullable Object, R extends @Nullable Object> {

  /**
   * The item's position in the input, from 0.
   *
   * @return a position
   */
  long index();

  /**
   * The item, as this process has it.
   *
   * @return the item
   */
  T item();

  /**
   * How many times the item was run, or was about to be, including the last.
   *
   * @return at least 1
   */
  int attempts();

  /**
   * The value.
   *
   * @return what the function returned
   * @throws NoSuchElementException with the failure as its cause, if there is no value
   */
  R value();

  /**
   * It worked.
   *
   * @param index position in the input, from 0
   * @param item the item
   * @param attempts how many times it was run
   * @param value what the function returned
   * @param <T> the item
   * @param <R> the value
   */
  record Success<T extends @Nullable Object, R extends @Nullable Object>(
      long index, T item, int attempts, R value) implements Outcome<T, R> {}

  /**
   * It failed.
   *
   * @param index position in the input, from 0
   * @param item the item
   * @param attempts how many times it was run, or was about to be
   * @param error why; the last attempt's
   * @param <T> the item
   * @param <R> the value it would have had
   */
  record Failure<T extends @Nullable Object, R extends @Nullable Object>(
      long index, T item, int attempts, Throwable error) implements Outcome<T, R> {

    @Override
    public R value() {
      var none = new NoSuchElementException("the item failed: index=" + index);
      none.initCause(error);
      throw none;
    }
  }
}
