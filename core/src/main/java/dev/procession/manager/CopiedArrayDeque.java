package dev.procession.manager;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Iterator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An {@link ArrayDeque} that is a copy and says so. Its view in the opposite order goes by way of
 * it.
 *
 * @param <E> the type of elements
 */
final class CopiedArrayDeque<E> extends ArrayDeque<E> {
  private static final long serialVersionUID = 1L;

  CopiedArrayDeque(ArrayDeque<? extends E> original) {
    super(original.size());
    for (E element : original) {
      super.addLast(Copies.of(element));
    }
  }

  private static UnsupportedOperationException refusal() {
    return Copies.refusal(ArrayDeque.class);
  }

  /** It travels as what it is a copy of. */
  private Object writeReplace() {
    return clone();
  }

  /** A plain one, which can be changed. */
  @Override
  public ArrayDeque<E> clone() {
    return new ArrayDeque<>(this);
  }

  @Override
  public boolean add(E element) {
    throw refusal();
  }

  @Override
  public boolean addAll(Collection<? extends E> elements) {
    throw refusal();
  }

  @Override
  public void clear() {
    throw refusal();
  }

  @Override
  public boolean remove(@Nullable Object element) {
    throw refusal();
  }

  @Override
  public boolean removeAll(Collection<?> elements) {
    throw refusal();
  }

  @Override
  public boolean retainAll(Collection<?> elements) {
    throw refusal();
  }

  @Override
  public boolean removeIf(Predicate<? super E> predicate) {
    throw refusal();
  }

  @Override
  public void addFirst(E element) {
    throw refusal();
  }

  @Override
  public void addLast(E element) {
    throw refusal();
  }

  @Override
  public E removeFirst() {
    throw refusal();
  }

  @Override
  public E removeLast() {
    throw refusal();
  }

  @Override
  public boolean offer(E element) {
    throw refusal();
  }

  @Override
  public boolean offerFirst(E element) {
    throw refusal();
  }

  @Override
  public boolean offerLast(E element) {
    throw refusal();
  }

  @Override
  public E poll() {
    throw refusal();
  }

  @Override
  public E pollFirst() {
    throw refusal();
  }

  @Override
  public E pollLast() {
    throw refusal();
  }

  @Override
  public E pop() {
    throw refusal();
  }

  @Override
  public void push(E element) {
    throw refusal();
  }

  @Override
  public E remove() {
    throw refusal();
  }

  @Override
  public boolean removeFirstOccurrence(Object element) {
    throw refusal();
  }

  @Override
  public boolean removeLastOccurrence(Object element) {
    throw refusal();
  }

  @Override
  public Iterator<E> descendingIterator() {
    return new CopiedIterator<>(super.descendingIterator(), ArrayDeque.class);
  }

  @Override
  public Iterator<E> iterator() {
    return new CopiedIterator<>(super.iterator(), ArrayDeque.class);
  }
}
