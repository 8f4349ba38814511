package dev.procession.manager;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An array of fixed length in a manager, for threads of any number of processes.
 *
 * {@snippet lang="java" :
 * ManagedArray<Integer> scores = manager.array(Integer.class, 10);
 * scores.update(3, n -> n + 1);
 * }
 *
 * <p>What is got is a copy. Each method does all it does at once, as seen by everybody else. An
 * array that was made for a class takes nothing else: {@link ClassCastException}; one made for a
 * wrapper class, such as {@code Integer}, begins with zeros and holds no null.
 *
 * <p>Python: {@code Array()} of {@code multiprocessing.Manager()}. Negative indexes count from the
 * end there; here they are errors.
 *
 * @param <T> what it holds; may be nullable
 */
public interface ManagedArray<T extends @Nullable Object> extends Iterable<T> {
  /**
   * How many elements the array has.
   *
   * <p>Python: {@code len(array)}.
   *
   * @return the number of elements, always the same
   */
  @Reads
  int length();

  /**
   * An element.
   *
   * <p>Python: {@code array[index]}.
   *
   * @param index its position
   * @return the element
   * @throws IndexOutOfBoundsException if there is no such position
   */
  @Reads
  T get(int index);

  /**
   * Replaces an element.
   *
   * <p>Python: {@code array[index] = value}.
   *
   * @param index its position
   * @param value the new element
   * @throws IndexOutOfBoundsException if there is no such position
   * @throws ClassCastException if the array was made for a class, and this is of another
   * @throws NullPointerException if it was made for numbers, and this is null
   */
  void set(int index, T value);

  /**
   * Replaces an element, and tells what was there.
   *
   * @param index its position
   * @param value the new element
   * @return the old element
   * @throws IndexOutOfBoundsException if there is no such position
   * @throws ClassCastException as {@link #set}
   * @throws NullPointerException as {@link #set}
   */
  T getAndSet(int index, T value);

  /**
   * Replaces an element if it is what the caller thinks it is.
   *
   * @param index its position
   * @param expected what is thought to be there; compared by {@link Object#equals}
   * @param value the new element
   * @return false if something else is there, which stays
   * @throws IndexOutOfBoundsException if there is no such position
   * @throws ClassCastException as {@link #set}
   * @throws NullPointerException as {@link #set}
   */
  boolean compareAndSet(int index, T expected, T value);

  /**
   * Computes an element anew from what it is, in the manager.
   *
   * @param index its position
   * @param change what to do; runs once, and should be short and wait for nothing, since others
   *     wait for it. What it throws is thrown here, and the array is as before
   * @return the new element
   * @throws IndexOutOfBoundsException if there is no such position
   * @throws ClassCastException as {@link #set}
   * @throws NullPointerException as {@link #set}, or if {@code change} is null
   */
  T update(int index, SendableOperator<T> change);

  /**
   * Copies elements.
   *
   * <p>Python: {@code array[from:to]}.
   *
   * @param from the position of the first
   * @param to the position after the last
   * @return a list of the caller's own
   * @throws IndexOutOfBoundsException if there are no such positions
   */
  @Reads
  List<T> toList(int from, int to);

  /**
   * Copies all elements.
   *
   * <p>Python: {@code array[:]}.
   *
   * @return a list of the caller's own
   */
  @Reads
  List<T> toList();

  /**
   * Replaces elements, all or none.
   *
   * <p>Python: {@code array[from:from + len(values)] = values}.
   *
   * @param from the position of the first
   * @param values the new elements
   * @throws IndexOutOfBoundsException if there are not so many positions from there on
   * @throws ClassCastException as {@link #set}
   * @throws NullPointerException as {@link #set}, or if {@code values} is null
   */
  void setAll(int from, List<? extends T> values);

  /**
   * Goes over a copy of all elements, which is made now.
   *
   * @return an iterator that cannot remove
   */
  @Local
  @Override
  default Iterator<T> iterator() {
    return Collections.unmodifiableList(toList()).iterator();
  }

  /**
   * Goes over a copy of all elements, which is made now, in the caller.
   *
   * @param action gets each element
   */
  @Local
  @Override
  default void forEach(Consumer<? super T> action) {
    toList().forEach(action);
  }

  /**
   * Goes over a copy of all elements, which is made now.
   *
   * @return a spliterator of the copy
   */
  @Local
  @Override
  default Spliterator<T> spliterator() {
    return Collections.unmodifiableList(toList()).spliterator();
  }
}
