package dev.procession.manager;

import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a copy that is fetched when it is first asked for something; removals go through to
 * the original.
 */
final class CopyIterator<T> implements Iterator<T> {
  private final Supplier<List<T>> fetch;
  private final Consumer<? super T> remove;
  private @Nullable Iterator<T> copy;
  private boolean removable;
  private @Nullable T last;

  CopyIterator(Supplier<List<T>> fetch, Consumer<? super T> remove) {
    this.fetch = fetch;
    this.remove = remove;
  }

  private Iterator<T> copy() {
    Iterator<T> found = copy;
    if (found == null) {
      found = fetch.get().iterator();
      copy = found;
    }
    return found;
  }

  @Override
  public boolean hasNext() {
    return copy().hasNext();
  }

  @Override
  public T next() {
    T next = copy().next();
    last = next;
    removable = true;
    return next;
  }

  @Override
  @SuppressWarnings("NullAway") // null only where elements may be null
  public void remove() {
    if (!removable) {
      throw new IllegalStateException(
          "there is nothing to remove: call next() before each remove()");
    }
    removable = false;
    remove.accept(last);
  }
}
