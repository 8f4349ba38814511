package dev.procession.manager;

import java.io.Serializable;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * A set that lives in a manager, in the order of insertion, and is used by any number of processes.
 *
 * {@snippet lang="java" :
 * ManagedSet<String> seen = manager.set();
 * if (seen.add(url)) {                  // for one of all processes
 *   …
 * }
 * }
 *
 * <p>Each method is one step for everybody, also {@code addAll}, {@code retainAll} and the like.
 * The predicate of {@link #removeIf(SendablePredicate)}, which a lambda at the call site is, runs
 * in the manager, under the lock of the set: nobody else can use it meanwhile, so let it be short,
 * and do not let it use other objects of a manager whose functions use this one. A plain {@link
 * java.util.function.Predicate} runs in the caller with a copy, and then what it has found is
 * removed; it is not asked about what is added meanwhile.
 *
 * <p>Elements are copies and may be null. A plain list, set or map that comes out of this set
 * throws {@link UnsupportedOperationException} when it is changed. Elements should not be managed
 * containers, whose hash code changes with what they hold.
 *
 * <p>Iterators, streams and {@code forEach} go through a copy of one moment, fetched at the first
 * {@code hasNext} or {@code next}. They never fail because somebody changes the set, and {@code
 * remove} takes away the element from the set. Size and order may differ from one call to the next
 * when others use the set.
 *
 * <p>Of an empty set {@code getFirst} and its like throw {@link java.util.NoSuchElementException}.
 * What cannot be sent fails in the caller, with {@link dev.procession.NotSendableException}. An
 * error that a predicate throws comes out of the method, and the set is as it was. No method waits
 * for another process to do something, so none is ended by an interrupt. When a process dies, the
 * set keeps what it has added; when the manager ends, every method throws.
 *
 * <p>Proxies may be used by any thread, and may be sent to any process and into any other managed
 * container. Two proxies are equal if they are of the same set or of equal ones, as for all sets.
 *
 * <p>Python: {@code multiprocessing.Manager().set()}, {@code SetProxy}.
 *
 * @param <E> the type of elements
 */
public sealed interface ManagedSet<E extends @Nullable Object> extends SequencedSet<E>, Serializable
    permits SetProxy {

  /**
   * Removes the elements that a predicate holds for, in the manager: all of them, or none if it
   * throws.
   *
   * @param predicate asked once for each element
   * @return whether some were removed
   */
  boolean removeIf(SendablePredicate<? super E> predicate);

  /**
   * The elements of this set, then those of another collection. Python: {@code union}, {@code |}.
   *
   * @param other the other; may be empty
   * @return a set of the caller's own
   */
  LinkedHashSet<E> union(Collection<? extends E> other);

  /**
   * The elements of this set that are in another collection. Python: {@code intersection}, {@code
   * &}.
   *
   * @param other the other; may be empty
   * @return a set of the caller's own
   */
  LinkedHashSet<E> intersection(Collection<?> other);

  /**
   * The elements of this set that are not in another collection. Python: {@code difference}, {@code
   * -}.
   *
   * @param other the other; may be empty
   * @return a set of the caller's own
   */
  LinkedHashSet<E> difference(Collection<?> other);

  /**
   * The elements of this set that are not in another collection, then those of the other that are
   * not in this set. Python: {@code symmetric_difference}, {@code ^}.
   *
   * @param other the other; may be empty
   * @return a set of the caller's own
   */
  LinkedHashSet<E> symmetricDifference(Collection<? extends E> other);

  /**
   * Whether no element of this set is in another collection. Python: {@code isdisjoint}.
   *
   * @param other the other; may be empty
   * @return whether there is none in both
   */
  boolean isDisjoint(Collection<?> other);

  /**
   * Whether all elements of this set are in another collection. Python: {@code issubset}, {@code
   * <=}.
   *
   * @param other the other; may be empty
   * @return whether it has all
   */
  boolean isSubsetOf(Collection<?> other);

  /**
   * Whether all elements of another collection are in this set: {@code containsAll}. Python: {@code
   * issuperset}, {@code >=}.
   *
   * @param other the other; may be empty
   * @return whether this set has all
   */
  boolean isSupersetOf(Collection<?> other);

  /**
   * Adds the elements that are not there and removes those that are. Python: {@code
   * symmetric_difference_update}. The others of that kind are {@code addAll}, {@code retainAll} and
   * {@code removeAll}.
   *
   * @param other the elements; may be none
   */
  void toggleAll(Collection<? extends E> other);

  /**
   * All elements at this moment. Python: {@code copy()}.
   *
   * @return a set of the caller's own; lists, sets and maps in it cannot be changed
   */
  LinkedHashSet<E> copy();

  /** A view of this set in the opposite order, in which first is last. */
  @Override
  ManagedSet<E> reversed();
}
