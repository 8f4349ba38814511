package dev.procession.manager;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An {@link ArrayList} that is a copy and says so.
 *
 * @param <E> the type of elements
 */
final class CopiedArrayList<E> extends ArrayList<E> {
  private static final long serialVersionUID = 1L;

  CopiedArrayList(List<? extends E> original) {
    super(original.size());
    for (E element : original) {
      super.add(Copies.of(element));
    }
  }

  private static UnsupportedOperationException refusal() {
    return Copies.refusal(ArrayList.class);
  }

  /** It travels as what it is a copy of. */
  private Object writeReplace() {
    return clone();
  }

  /** A plain one, which can be changed. */
  @Override
  public ArrayList<E> clone() {
    return new ArrayList<>(this);
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
  public Iterator<E> iterator() {
    return new CopiedIterator<>(super.iterator(), ArrayList.class);
  }

  @Override
  public ListIterator<E> listIterator() {
    return listIterator(0);
  }

  @Override
  public ListIterator<E> listIterator(int index) {
    return new CopiedListIterator<>(super.listIterator(index), ArrayList.class);
  }

  @Override
  public List<E> subList(int from, int to) {
    return Collections.unmodifiableList(super.subList(from, to));
  }
}
