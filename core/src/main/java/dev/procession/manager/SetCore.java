package dev.procession.manager;

import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a set does where it lives. Elements may be null. Lists that are given back belong to who has
 * asked.
 */
interface SetCore<E> {
  @Reads
  int size();

  @Reads
  boolean contains(@Nullable Object element);

  @Reads
  boolean containsAll(Collection<?> elements);

  @Reads
  boolean isDisjoint(Collection<?> elements);

  @Reads
  boolean isSubsetOf(Collection<?> elements);

  @Reads
  List<E> elements();

  /** The elements that are among others, or those that are not. */
  @Reads
  List<E> elements(Collection<?> others, boolean among);

  @Reads
  E first();

  @Reads
  E last();

  E removeFirst();

  E removeLast();

  boolean add(E element);

  void addFirst(E element);

  void addLast(E element);

  boolean addAll(List<? extends E> elements);

  boolean remove(@Nullable Object element);

  boolean removeAll(Collection<?> elements);

  boolean retainAll(Collection<?> elements);

  /** Adds those that are not there, removes those that are. */
  void toggleAll(List<? extends E> elements);

  boolean removeIf(Predicate<? super E> predicate);

  void clear();
}
