package dev.procession.manager;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list that lives in a manager and is used by any number of processes.
 *
 * {@snippet lang="java" :
 * ManagedList<Integer> results = manager.list();
 * results.addAll(List.of(3, 1, 2));     // one round trip
 * results.sort(null);                   // one step, in the manager
 * results.removeIf(n -> n > 2);         // likewise
 * }
 *
 * <p>Each method is one step for everybody, also {@code addAll}, {@code removeAll} and {@code
 * sort}. The functions of the methods declared here run in the manager, under the lock of the list:
 * nobody else can use it meanwhile, so let them be short, and do not let them use other objects of
 * a manager whose functions use this one. A lambda at the call site is such a function. Functions
 * of the plain types of the JDK, such as {@link Comparator#comparing}, run in the caller with a
 * copy, and once more each time that somebody else has changed the list meanwhile; then the outcome
 * is stored in one step. In a list that is changed all the time that may take long.
 *
 * <p>Elements are copies and may be null. A plain list, set or map that comes out of this list
 * throws {@link UnsupportedOperationException} when it is changed, since nobody would see it:
 * {@code set} it again, or have the list hold another managed container, which is shared. A list
 * may hold itself.
 *
 * <p>Iterators, streams and {@code forEach} go through a copy of one moment: what is changed before
 * the first {@code hasNext} or {@code next} is seen, what is changed later is not. What an iterator
 * writes goes into the list unless somebody else has changed that since the copy was fetched: then
 * {@link java.util.ConcurrentModificationException}, and nothing has changed. {@link #subList} and
 * {@link #reversed} are views of this list; they make several steps of what is one here, and mean
 * positions, so use them while nobody else changes the length. {@link #slice} is a copy.
 *
 * <p>An index beyond the end throws {@link IndexOutOfBoundsException}, and of an empty list {@code
 * getFirst} and its like throw {@link java.util.NoSuchElementException}. What cannot be sent fails
 * in the caller, with {@link dev.procession.NotSendableException}. An error that a function throws
 * comes out of the method, and the list is as it was. No method waits for another process to do
 * something, so none is ended by an interrupt. When a process dies, the list keeps what it has
 * added; when the manager ends, every method throws.
 *
 * <p>Proxies may be used by any thread, and may be sent to any process and into any other managed
 * container. Two proxies are equal if they are of the same list or of equal ones, as for all lists.
 *
 * <p>Python: {@code multiprocessing.Manager().list()}, {@code ListProxy}.
 *
 * @param <E> the type of elements
 */
public sealed interface ManagedList<E extends @Nullable Object> extends List<E>, Serializable
    permits ListProxy {

  /**
   * Removes the elements that a predicate holds for, in the manager: all of them, or none if it
   * throws.
   *
   * @param predicate asked once for each element, in their order
   * @return whether some were removed
   */
  boolean removeIf(SendablePredicate<? super E> predicate);

  /**
   * Replaces each element, in the manager: all of them, or none if the operator throws.
   *
   * @param operator gets an element, gives what comes in its place
   */
  void replaceAll(SendableOperator<E> operator);

  /**
   * Sorts the list, in the manager. Python: {@code sort}.
   *
   * @param comparator the order; null for the natural one
   */
  void sort(@Nullable SendableComparator<? super E> comparator);

  /**
   * Some of the elements at this moment. Python: {@code proxy[from:to]}.
   *
   * @param from index of the first, from 0
   * @param to index of the first that is left out, at most the size
   * @return a list of the caller's own; lists, sets and maps in it cannot be changed
   * @throws IndexOutOfBoundsException if there are no such elements
   */
  ArrayList<E> slice(int from, int to);

  /**
   * All elements at this moment. Python: {@code copy()}, {@code proxy[:]}.
   *
   * @return a list of the caller's own; lists, sets and maps in it cannot be changed
   */
  ArrayList<E> copy();
}
