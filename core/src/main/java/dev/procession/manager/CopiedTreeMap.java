package dev.procession.manager;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A {@link TreeMap} that is a copy and says so.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
final class CopiedTreeMap<K, V> extends TreeMap<K, V> {
  private static final long serialVersionUID = 1L;

  CopiedTreeMap(TreeMap<K, V> original) {
    super(original.comparator());
    for (Map.Entry<K, V> entry : original.entrySet()) {
      super.put(entry.getKey(), Copies.of(entry.getValue()));
    }
  }

  private static UnsupportedOperationException refusal() {
    return Copies.refusal(TreeMap.class);
  }

  /** It travels as what it is a copy of. */
  private Object writeReplace() {
    return clone();
  }

  /** A plain one, which can be changed. */
  @Override
  public TreeMap<K, V> clone() {
    return new TreeMap<>((SortedMap<K, V>) this);
  }

  @Override
  public @Nullable V put(K key, V value) {
    throw refusal();
  }

  @Override
  public void putAll(Map<? extends K, ? extends V> entries) {
    throw refusal();
  }

  @Override
  public @Nullable V putIfAbsent(K key, V value) {
    throw refusal();
  }

  @Override
  public @Nullable V remove(Object key) {
    throw refusal();
  }

  @Override
  public boolean remove(Object key, @Nullable Object value) {
    throw refusal();
  }

  @Override
  public @Nullable V replace(K key, V value) {
    throw refusal();
  }

  @Override
  public boolean replace(K key, V expected, V value) {
    throw refusal();
  }

  @Override
  public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
    throw refusal();
  }

  @Override
  public void clear() {
    throw refusal();
  }

  @Override
  public @Nullable V compute(
      K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
    throw refusal();
  }

  @Override
  public @Nullable V computeIfAbsent(K key, Function<? super K, ? extends @Nullable V> function) {
    throw refusal();
  }

  @Override
  public @Nullable V computeIfPresent(
      K key, BiFunction<? super K, ? super V, ? extends @Nullable V> function) {
    throw refusal();
  }

  @Override
  public @Nullable V merge(
      K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
    throw refusal();
  }

  @Override
  public Map.Entry<K, V> pollFirstEntry() {
    throw refusal();
  }

  @Override
  public Map.Entry<K, V> pollLastEntry() {
    throw refusal();
  }

  @Override
  public Set<K> keySet() {
    return navigableKeySet();
  }

  @Override
  public Collection<V> values() {
    return new CopiedViews.OfCollection<>(super.values(), TreeMap.class);
  }

  @Override
  public Set<Map.Entry<K, V>> entrySet() {
    return new CopiedViews.OfEntries<>(super.entrySet(), TreeMap.class);
  }

  @Override
  public NavigableSet<K> navigableKeySet() {
    return Collections.unmodifiableNavigableSet(super.navigableKeySet());
  }

  @Override
  public NavigableSet<K> descendingKeySet() {
    return descendingMap().navigableKeySet();
  }

  @Override
  public NavigableMap<K, V> descendingMap() {
    return Collections.unmodifiableNavigableMap(super.descendingMap());
  }

  @Override
  public NavigableMap<K, V> subMap(K from, boolean withFrom, K to, boolean withTo) {
    return Collections.unmodifiableNavigableMap(super.subMap(from, withFrom, to, withTo));
  }

  @Override
  public NavigableMap<K, V> headMap(K to, boolean withTo) {
    return Collections.unmodifiableNavigableMap(super.headMap(to, withTo));
  }

  @Override
  public NavigableMap<K, V> tailMap(K from, boolean withFrom) {
    return Collections.unmodifiableNavigableMap(super.tailMap(from, withFrom));
  }

  @Override
  public SortedMap<K, V> subMap(K from, K to) {
    return subMap(from, true, to, false);
  }

  @Override
  public SortedMap<K, V> headMap(K to) {
    return headMap(to, false);
  }

  @Override
  public SortedMap<K, V> tailMap(K from) {
    return tailMap(from, true);
  }
}
