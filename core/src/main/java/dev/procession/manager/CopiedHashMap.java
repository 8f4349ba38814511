package dev.procession.manager;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A {@link HashMap} that is a copy and says so.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
final class CopiedHashMap<K, V> extends HashMap<K, V> {
  private static final long serialVersionUID = 1L;

  CopiedHashMap(Map<? extends K, ? extends V> original) {
    super(Math.max(16, 2 * original.size()));
    for (Map.Entry<? extends K, ? extends V> entry : original.entrySet()) {
      super.put(Copies.of(entry.getKey()), Copies.of(entry.getValue()));
    }
  }

  private static UnsupportedOperationException refusal() {
    return Copies.refusal(HashMap.class);
  }

  /** It travels as what it is a copy of. */
  private Object writeReplace() {
    return clone();
  }

  /** A plain one, which can be changed. */
  @Override
  public HashMap<K, V> clone() {
    return new HashMap<>(this);
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
  public Set<K> keySet() {
    return new CopiedViews.OfSet<>(super.keySet(), HashMap.class);
  }

  @Override
  public Collection<V> values() {
    return new CopiedViews.OfCollection<>(super.values(), HashMap.class);
  }

  @Override
  public Set<Map.Entry<K, V>> entrySet() {
    return new CopiedViews.OfEntries<>(super.entrySet(), HashMap.class);
  }
}
