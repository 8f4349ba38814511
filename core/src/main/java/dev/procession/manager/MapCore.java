package dev.procession.manager;

import java.util.Collection;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a map does where it lives. Neither keys nor values are null. Lists that are given back
 * belong to who has asked.
 */
interface MapCore<K, V> {
  @Reads
  int size();

  @Reads
  @Nullable V get(Object key);

  /** The values of keys, in the order of the keys; null where there is none. */
  @Reads
  List<@Nullable V> getAll(List<?> keys);

  @Reads
  boolean containsKey(Object key);

  @Reads
  boolean containsKeys(Collection<?> keys);

  @Reads
  boolean containsValue(Object value);

  @Reads
  List<K> keys();

  @Reads
  List<V> values();

  /** Keys and values in turn. */
  @Reads
  List<Object> entries();

  /** The entry of a key; one without value if there is none. */
  @Reads
  MapItem<K, V> item(K key);

  /** All entries. */
  @Reads
  List<MapItem<K, V>> items();

  @Reads
  @Nullable MapItem<K, V> first();

  @Reads
  @Nullable MapItem<K, V> last();

  @Nullable MapItem<K, V> pollFirst();

  @Nullable MapItem<K, V> pollLast();

  @Nullable V put(K key, V value);

  @Nullable V putFirst(K key, V value);

  @Nullable V putLast(K key, V value);

  @Nullable V putIfAbsent(K key, V value);

  /** Puts keys and values, which come in turn. */
  void putAll(List<Object> entries);

  @Nullable V remove(Object key);

  boolean remove(Object key, Object value);

  /** Removes the first entry of a value, or the last. */
  boolean removeValue(Object value, boolean last);

  boolean removeKeys(Collection<?> keys);

  boolean retainKeys(Collection<?> keys);

  @Nullable V replace(K key, V value);

  boolean replace(K key, V expected, V value);

  void clear();

  @Nullable V compute(
      K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function);

  @Nullable V computeIfAbsent(K key, Function<? super K, ? extends @Nullable V> function);

  @Nullable V computeIfPresent(
      K key, BiFunction<? super K, ? super V, ? extends @Nullable V> function);

  @Nullable V merge(
      K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function);

  void replaceAll(BiFunction<? super K, ? super V, ? extends V> function);

  /**
   * Stores a value if nobody has stored or removed one since.
   *
   * @param wanted the key, the value, or null to remove it, and the stamp that the entry must have
   * @return the entry as it is, if it has another stamp; null if it is done
   */
  @Nullable MapItem<K, V> storeIf(MapItem<K, V> wanted);

  /**
   * Stores values where nobody has stored or removed one since.
   *
   * @return those entries as they are that have another stamp, without those that are no more
   */
  List<MapItem<K, V>> storeAll(List<MapItem<K, V>> wanted);
}
