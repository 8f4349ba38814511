package dev.procession.manager;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a list does where it lives. Elements may be null. Lists that are given back belong to who
 * has asked.
 */
interface ListCore<E> {
  @Reads
  int size();

  @Reads
  E get(int index);

  @Reads
  E first();

  @Reads
  E last();

  @Reads
  boolean containsAll(Collection<?> elements);

  @Reads
  int indexOf(@Nullable Object element);

  @Reads
  int lastIndexOf(@Nullable Object element);

  @Reads
  List<E> slice(int from, int to);

  @Reads
  List<E> elements();

  @Reads
  Snapshot<E> snapshot();

  E set(int index, E element);

  void append(E element);

  void appendAll(List<? extends E> elements);

  void insert(int index, E element);

  void insertAll(int index, List<? extends E> elements);

  E remove(int index);

  E removeFirst();

  E removeLast();

  /** Removes the first element that equals this one. */
  boolean removeElement(@Nullable Object element);

  boolean removeAll(Collection<?> elements);

  boolean retainAll(Collection<?> elements);

  void removeRange(int from, int to);

  void clear();

  boolean removeIf(Predicate<? super E> predicate);

  void replaceAll(UnaryOperator<E> operator);

  void sort(@Nullable Comparator<? super E> comparator);

  /** Replaces all elements by others, unless the list has changed; false if it has. */
  boolean setAllIf(long version, List<? extends E> elements);

  /** Removes what is at some places, unless the list has changed; false if it has. */
  boolean removeIf(long version, int[] places);

  /**
   * Sets an element, unless the list has changed.
   *
   * @return the version that the list has now
   * @throws java.util.ConcurrentModificationException if it has changed
   */
  long setIf(long version, int index, E element);

  /** Inserts an element, as {@link #setIf} sets one. */
  long insertIf(long version, int index, E element);

  /** Removes an element, as {@link #setIf} sets one. */
  long removeIf(long version, int index);
}
