package dev.procession.manager;

import java.util.ListIterator;

/**
 * Goes through a list that is a copy.
 *
 * @param iterator what goes through it
 * @param type the class of what it is a copy of
 * @param <E> the type of elements
 */
record CopiedListIterator<E>(ListIterator<E> iterator, Class<?> type) implements ListIterator<E> {
  @Override
  public boolean hasNext() {
    return iterator.hasNext();
  }

  @Override
  public E next() {
    return iterator.next();
  }

  @Override
  public boolean hasPrevious() {
    return iterator.hasPrevious();
  }

  @Override
  public E previous() {
    return iterator.previous();
  }

  @Override
  public int nextIndex() {
    return iterator.nextIndex();
  }

  @Override
  public int previousIndex() {
    return iterator.previousIndex();
  }

  @Override
  public void remove() {
    throw Copies.refusal(type);
  }

  @Override
  public void set(E element) {
    throw Copies.refusal(type);
  }

  @Override
  public void add(E element) {
    throw Copies.refusal(type);
  }
}
