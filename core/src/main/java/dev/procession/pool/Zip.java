package dev.procession.pool;

import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Two inputs side by side, read one pair at a time; ends with the shorter.
 *
 * @param <T> the first argument
 * @param <U> the second argument
 * @param first the first arguments
 * @param second the second arguments
 */
record Zip<T extends @Nullable Object, U extends @Nullable Object>(
    Iterable<? extends T> first, Iterable<? extends U> second) implements Iterable<Pair<T, U>> {

  Zip {
    Objects.requireNonNull(first, "first");
    Objects.requireNonNull(second, "second");
  }

  @Override
  public Iterator<Pair<T, U>> iterator() {
    Iterator<? extends T> left = Objects.requireNonNull(first.iterator(), "first.iterator()");
    Iterator<? extends U> right = Objects.requireNonNull(second.iterator(), "second.iterator()");
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return left.hasNext() && right.hasNext();
      }

      @Override
      public Pair<T, U> next() {
        return new Pair<>(left.next(), right.next());
      }
    };
  }
}
