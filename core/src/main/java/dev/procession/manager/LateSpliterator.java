package dev.procession.manager;

import java.util.List;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Goes through a copy that is fetched when it is first asked for something. */
final class LateSpliterator<T> implements Spliterator<T> {
  private final Supplier<List<T>> fetch;
  private final int distinct;
  private @Nullable Spliterator<T> copy;

  /**
   * Goes through elements in their order.
   *
   * @param fetch gets them; called once
   * @param distinct {@link Spliterator#DISTINCT} or 0
   */
  LateSpliterator(Supplier<List<T>> fetch, int distinct) {
    this.fetch = fetch;
    this.distinct = distinct;
  }

  private Spliterator<T> copy() {
    Spliterator<T> found = copy;
    if (found == null) {
      found = fetch.get().spliterator();
      copy = found;
    }
    return found;
  }

  @Override
  public boolean tryAdvance(Consumer<? super T> action) {
    return copy().tryAdvance(action);
  }

  @Override
  public void forEachRemaining(Consumer<? super T> action) {
    copy().forEachRemaining(action);
  }

  @Override
  public @Nullable Spliterator<T> trySplit() {
    return copy().trySplit();
  }

  @Override
  public long estimateSize() {
    return copy().estimateSize();
  }

  @Override
  public int characteristics() {
    return ORDERED | SIZED | SUBSIZED | distinct;
  }
}
