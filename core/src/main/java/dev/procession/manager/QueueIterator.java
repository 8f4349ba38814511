package dev.procession.manager;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Goes over what was in a queue when it was first asked for an item. For one thread. */
final class QueueIterator<E> implements Iterator<E> {
  private final QueueCore<E> core;
  private @Nullable Iterator<QueueItem<E>> items;

  /** What can be removed. */
  private @Nullable QueueItem<E> last;

  QueueIterator(QueueCore<E> core) {
    this.core = core;
  }

  private Iterator<QueueItem<E>> items() {
    Iterator<QueueItem<E>> fetched = items;
    if (fetched == null) {
      fetched = core.items().iterator();
      items = fetched;
    }
    return fetched;
  }

  @Override
  public boolean hasNext() {
    return items().hasNext();
  }

  @Override
  public E next() {
    QueueItem<E> item = items().next();
    last = item;
    return item.value();
  }

  @Override
  public void remove() {
    QueueItem<E> item = last;
    if (item == null) {
      throw new IllegalStateException("nothing to remove: call next() before each remove()");
    }
    last = null;
    core.removeNumbered(new long[] {item.number()});
  }
}
