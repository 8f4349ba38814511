package dev.procession.pool;

import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Entries as {@link Pair}s, one at a time. */
record Pairs<T extends @Nullable Object, U extends @Nullable Object>(
    Iterable<? extends Map.Entry<? extends T, ? extends U>> entries)
    implements Iterable<Pair<T, U>> {

  Pairs {
    Objects.requireNonNull(entries, "pairs");
  }

  @Override
  public Iterator<Pair<T, U>> iterator() {
    Iterator<? extends Map.Entry<? extends T, ? extends U>> from = entries.iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return from.hasNext();
      }

      @Override
      public Pair<T, U> next() {
        Map.Entry<? extends T, ? extends U> entry = from.next();
        return new Pair<>(entry.getKey(), entry.getValue());
      }
    };
  }
}
