package dev.procession.manager;

import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.NavigableSet;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A {@link TreeSet} that is a copy and says so.
 *
 * @param <E> the type of elements
 */
final class CopiedTreeSet<E> extends TreeSet<E> {
  private static final long serialVersionUID = 1L;

  CopiedTreeSet(TreeSet<E> original) {
    super(original.comparator());
    for (E element : original) {
      super.add(element);
    }
  }

  private static UnsupportedOperationException refusal() {
    return Copies.refusal(TreeSet.class);
  }

  /** It travels as what it is a copy of. */
  private Object writeReplace() {
    return clone();
  }

  /** A plain one, which can be changed. */
  @Override
  public TreeSet<E> clone() {
    return new TreeSet<>((SortedSet<E>) this);
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
  public E pollFirst() {
    throw refusal();
  }

  @Override
  public E pollLast() {
    throw refusal();
  }

  @Override
  public Iterator<E> iterator() {
    return new CopiedIterator<>(super.iterator(), TreeSet.class);
  }

  @Override
  public Iterator<E> descendingIterator() {
    return new CopiedIterator<>(super.descendingIterator(), TreeSet.class);
  }

  @Override
  public NavigableSet<E> descendingSet() {
    return Collections.unmodifiableNavigableSet(super.descendingSet());
  }

  @Override
  public NavigableSet<E> subSet(E from, boolean withFrom, E to, boolean withTo) {
    return Collections.unmodifiableNavigableSet(super.subSet(from, withFrom, to, withTo));
  }

  @Override
  public NavigableSet<E> headSet(E to, boolean withTo) {
    return Collections.unmodifiableNavigableSet(super.headSet(to, withTo));
  }

  @Override
  public NavigableSet<E> tailSet(E from, boolean withFrom) {
    return Collections.unmodifiableNavigableSet(super.tailSet(from, withFrom));
  }

  @Override
  public SortedSet<E> subSet(E from, E to) {
    return subSet(from, true, to, false);
  }

  @Override
  public SortedSet<E> headSet(E to) {
    return headSet(to, false);
  }

  @Override
  public SortedSet<E> tailSet(E from) {
    return tailSet(from, true);
  }
}
