package dev.procession.manager;

import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;
import java.util.ListIterator;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A {@link LinkedList} that is a copy and says so. Its views and its other iterators go by way of
 * it.
 *
 * @param <E> the type of elements
 */
final class CopiedLinkedList<E> extends LinkedList<E> {
  private static final long serialVersionUID = 1L;

  CopiedLinkedList(List<? extends E> original) {
    super();
    for (E element : original) {
      super.add(Copies.of(element));
    }
  }

  private static UnsupportedOperationException refusal() {
    return Copies.refusal(LinkedList.class);
  }

  /** It travels as what it is a copy of. */
  private Object writeReplace() {
    return clone();
  }

  /** A plain one, which can be changed. */
  @Override
  public LinkedList<E> clone() {
    return new LinkedList<>(this);
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
  public void add(int index, E element) {
    throw refusal();
  }

  @Override
  public boolean addAll(int index, Collection<? extends E> elements) {
    throw refusal();
  }

  @Override
  public E set(int index, E element) {
    throw refusal();
  }

  @Override
  public E remove(int index) {
    throw refusal();
  }

  @Override
  protected void removeRange(int from, int to) {
    throw refusal();
  }

  @Override
  public void replaceAll(UnaryOperator<E> operator) {
    throw refusal();
  }

  @Override
  public void sort(@Nullable Comparator<? super E> comparator) {
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
    return new CopiedIterator<>(super.descendingIterator(), LinkedList.class);
  }

  @Override
  public ListIterator<E> listIterator(int index) {
    return new CopiedListIterator<>(super.listIterator(index), LinkedList.class);
  }
}
