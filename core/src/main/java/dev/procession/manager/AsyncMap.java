package dev.procession.manager;

import dev.procession.Fn2;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ManagedMap} whose methods do not wait; see {@link Manager#async(ManagedMap)}. Each
 * future gets what the map's method of the same name returns, or the exception that it throws. Keys
 * and values must not be null.
 *
 * @param <K> its keys
 * @param <V> its values
 */
public interface AsyncMap<K, V> {
  /**
   * Gets the value of a key.
   *
   * @param key the key
   * @return the value; null if there is none
   */
  CompletableFuture<@Nullable V> get(Object key);

  /**
   * Stores a value.
   *
   * @param key the key
   * @param value the value
   * @return the value before; null if there was none
   */
  CompletableFuture<@Nullable V> put(K key, V value);

  /**
   * Stores a value unless there is one.
   *
   * @param key the key
   * @param value the value
   * @return the value that there was; null if there was none
   */
  CompletableFuture<@Nullable V> putIfAbsent(K key, V value);

  /**
   * Removes a key.
   *
   * @param key the key
   * @return the value before; null if there was none
   */
  CompletableFuture<@Nullable V> remove(Object key);

  /**
   * Whether there is a value.
   *
   * @param key the key
   * @return whether there is
   */
  CompletableFuture<Boolean> containsKey(Object key);

  /**
   * Combines a value with the one that there is.
   *
   * @param key the key
   * @param value the value, if there is none
   * @param function makes one of both; is run in the manager, so it must be one that can be sent
   * @return the value afterwards; null if there is none
   */
  CompletableFuture<@Nullable V> merge(
      K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function);

  /**
   * The same with a function that can be sent, which a lambda is here.
   *
   * @param key the key
   * @param value the value, if there is none
   * @param function makes one of both; is run in the manager
   * @return the value afterwards; null if there is none
   */
  default CompletableFuture<@Nullable V> merge(
      K key, V value, Fn2<? super V, ? super V, ? extends @Nullable V> function) {
    return merge(key, value, (BiFunction<? super V, ? super V, ? extends @Nullable V>) function);
  }

  /**
   * Computes a value of the one that there is.
   *
   * @param key the key
   * @param function makes the value, null for none; is run in the manager, so it must be one that
   *     can be sent
   * @return the value afterwards; null if there is none
   */
  CompletableFuture<@Nullable V> compute(
      K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function);

  /**
   * The same with a function that can be sent, which a lambda is here.
   *
   * @param key the key
   * @param function makes the value, null for none; is run in the manager
   * @return the value afterwards; null if there is none
   */
  default CompletableFuture<@Nullable V> compute(
      K key, Fn2<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
    return compute(
        key, (BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V>) function);
  }

  /**
   * How many keys there are.
   *
   * @return the number
   */
  CompletableFuture<Integer> size();
}
