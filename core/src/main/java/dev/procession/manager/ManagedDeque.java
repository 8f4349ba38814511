package dev.procession.manager;

import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.OptionalInt;

/**
 * A deque that lives in a manager and is used by any number of processes. It may have a maximum
 * length: then what is added to one end when it is full drops an element at the other, so that it
 * keeps the latest, as a log does.
 *
 * {@snippet lang="java" :
 * ManagedDeque<String> latest = manager.deque(100);
 * latest.add("done");                   // drops the oldest of 100
 * }
 *
 * <p>Nobody waits here: {@code poll} of an empty deque is null. For work that processes wait for
 * there are managed queues.
 *
 * <p>Each method is one step for everybody. The predicate of {@link #removeIf(SendablePredicate)},
 * which a lambda at the call site is, runs in the manager, under the lock of the deque: nobody else
 * can use it meanwhile, so let it be short, and do not let it use other objects of a manager whose
 * functions use this one. A plain {@link java.util.function.Predicate} runs in the caller with a
 * copy, and once more each time that somebody else has changed the deque meanwhile; then what it
 * has found is removed in one step.
 *
 * <p>Elements are copies. A plain list, set or map that comes out of this deque throws {@link
 * UnsupportedOperationException} when it is changed. Null is no element: {@link
 * NullPointerException} in the caller. What cannot be sent fails there too, with {@link
 * dev.procession.NotSendableException}.
 *
 * <p>Iterators, streams and {@code forEach} go through a copy of one moment, fetched at the first
 * {@code hasNext} or {@code next}. {@code remove} of an iterator takes away the element at that
 * place, unless somebody else has changed the deque since the copy was fetched: then {@link
 * java.util.ConcurrentModificationException}. {@link #reversed} is a view.
 *
 * <p>No method waits for another process to do something, so none is ended by an interrupt. When a
 * process dies, the deque keeps what it has added; when the manager ends, every method throws.
 *
 * <p>Proxies may be used by any thread, and may be sent to any process and into any other managed
 * container. Two proxies are equal if they are of the same deque.
 *
 * <p>Python: {@code collections.deque}, which its managers have to be taught.
 *
 * @param <E> the type of elements
 */
public sealed interface ManagedDeque<E> extends Deque<E>, Serializable permits DequeProxy {

  /**
   * Adds elements at the beginning, one after the other, so that the last of them is the first of
   * all. Python: {@code extendleft}. At the end it is {@code addAll}.
   *
   * @param elements the elements; may be none
   * @return whether there were any
   */
  boolean addAllFirst(Collection<? extends E> elements);

  /**
   * Moves elements from the end to the beginning, one after the other. Python: {@code rotate}.
   *
   * @param steps how many; more than there are go round again; negative for the other way
   */
  void rotate(int steps);

  /**
   * How many elements it has at most. Python: {@code maxlen}.
   *
   * @return the number; empty if there is no limit
   */
  OptionalInt maximumLength();

  /**
   * Removes the elements that a predicate holds for, in the manager: all of them, or none if it
   * throws.
   *
   * @param predicate asked once for each element, in their order
   * @return whether some were removed
   */
  boolean removeIf(SendablePredicate<? super E> predicate);

  /**
   * All elements at this moment. Python: {@code copy()}.
   *
   * @return a deque of the caller's own, without limit; lists, sets and maps in it cannot be
   *     changed
   */
  ArrayDeque<E> copy();
}
