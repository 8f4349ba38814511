package dev.procession.manager;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ManagedQueue} whose methods do not wait; see {@link Manager#async(ManagedQueue)}.
 *
 * @param <E> its elements
 */
public interface AsyncQueue<E> {
  /**
   * Puts an element in as soon as there is room.
   *
   * @param element the element, not null
   * @return done when it is in
   */
  CompletableFuture<@Nullable Void> put(E element);

  /**
   * Puts an element in if there is room now.
   *
   * @param element the element, not null
   * @return whether it is in
   */
  CompletableFuture<Boolean> offer(E element);

  /**
   * Takes an element as soon as there is one.
   *
   * @return the element
   */
  CompletableFuture<E> take();

  /**
   * Takes an element if there is one now.
   *
   * @return the element; null if there was none
   */
  CompletableFuture<@Nullable E> poll();

  /**
   * How many elements there are.
   *
   * @return the number
   */
  CompletableFuture<Integer> size();
}
