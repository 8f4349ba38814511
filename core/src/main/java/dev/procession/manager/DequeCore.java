package dev.procession.manager;

import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a deque does where it lives. No element is null. Lists that are given back belong to who has
 * asked.
 */
interface DequeCore<E> {
  /** To have any number of elements. */
  int UNLIMITED = Integer.MAX_VALUE;

  @Reads
  int size();

  @Reads
  int maximumLength();

  @Reads
  boolean contains(Object element);

  @Reads
  boolean containsAll(Collection<?> elements);

  @Reads
  @Nullable E peekFirst();

  @Reads
  @Nullable E peekLast();

  @Reads
  List<E> elements();

  @Reads
  Snapshot<E> snapshot();

  void addFirst(E element);

  void addLast(E element);

  /** One after the other, so that the last of them is the first of all. */
  void addAllFirst(List<? extends E> elements);

  void addAllLast(List<? extends E> elements);

  @Nullable E pollFirst();

  @Nullable E pollLast();

  boolean removeFirstOccurrence(Object element);

  boolean removeLastOccurrence(Object element);

  boolean removeAll(Collection<?> elements);

  boolean retainAll(Collection<?> elements);

  boolean removeIf(Predicate<? super E> predicate);

  /** Removes what is at some places, unless the deque has changed. Returns its version, or -1. */
  long removeIf(long version, int[] places);

  void rotate(int steps);

  void clear();
}
