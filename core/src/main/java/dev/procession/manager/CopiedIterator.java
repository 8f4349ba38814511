package dev.procession.manager;

import java.util.Iterator;
import java.util.function.Consumer;

/**
 * Goes through a copy.
 *
 * @param iterator what goes through it
 * @param type the class of what it is a copy of
 * @param <E> the type of elements
 */
record CopiedIterator<E>(Iterator<E> iterator, Class<?> type) implements Iterator<E> {
  @Override
  public boolean hasNext() {
    return iterator.hasNext();
  }

  @Override
  public E next() {
    return iterator.next();
  }

  @Override
  public void forEachRemaining(Consumer<? super E> action) {
    iterator.forEachRemaining(action);
  }

  @Override
  public void remove() {
    throw Copies.refusal(type);
  }
}
