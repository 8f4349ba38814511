package dev.procession.manager;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ManagedList} whose methods do not wait; see {@link Manager#async(ManagedList)}.
 *
 * @param <E> its elements
 */
public interface AsyncList<E extends @Nullable Object> {
  /**
   * Gets an element.
   *
   * @param index its index
   * @return the element; fails with {@link IndexOutOfBoundsException} if there is none
   */
  CompletableFuture<E> get(int index);

  /**
   * Replaces an element.
   *
   * @param index its index
   * @param element what is there afterwards
   * @return the element before; fails with {@link IndexOutOfBoundsException} if there is none
   */
  CompletableFuture<E> set(int index, E element);

  /**
   * Appends an element.
   *
   * @param element the element
   * @return done when it is there
   */
  CompletableFuture<@Nullable Void> append(E element);

  /**
   * How many elements there are.
   *
   * @return the number
   */
  CompletableFuture<Integer> size();
}
