package dev.procession.manager;

import static java.util.Objects.requireNonNull;

import dev.procession.Fn;
import dev.procession.Fn2;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedCollection;
import java.util.SequencedSet;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A map whose entries are elsewhere.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
final class MapProxy<K, V> extends AbstractMap<K, V> implements ManagedMap<K, V>, CoreHolder {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // what is elsewhere is represented by something that can be sent
  private final MapCore<K, V> core;

  private final boolean backwards;

  MapProxy(MapCore<K, V> core) {
    this(core, false);
  }

  private MapProxy(MapCore<K, V> core, boolean backwards) {
    this.core = core;
    this.backwards = backwards;
  }

  /** Elements in the order of this view. */
  <T> List<T> inOrder(List<T> fetched) {
    if (backwards) {
      Collections.reverse(fetched);
    }
    return fetched;
  }

  @Override
  public MapCore<K, V> core() {
    return core;
  }

  boolean isBackwards() {
    return backwards;
  }

  @Override
  public int size() {
    return core.size();
  }

  @Override
  public boolean isEmpty() {
    return size() == 0;
  }

  @Override
  public @Nullable V get(Object key) {
    return Copies.ofNullable(core.get(requireNonNull(key, "key")));
  }

  @Override
  public V getOrDefault(Object key, V otherwise) {
    V value = get(key);
    return value == null ? otherwise : value;
  }

  @Override
  public Map<K, V> getAll(Collection<? extends K> keys) {
    List<K> wanted = new ArrayList<>(keys);
    wanted.forEach(key -> requireNonNull(key, "key"));
    List<@Nullable V> values = core.getAll(wanted);
    Map<K, V> found = new LinkedHashMap<>();
    for (int i = 0; i < wanted.size(); i++) {
      V value = Copies.ofNullable(values.get(i));
      if (value != null) {
        found.put(wanted.get(i), value);
      }
    }
    return found;
  }

  @Override
  public boolean containsKey(Object key) {
    return core.containsKey(requireNonNull(key, "key"));
  }

  @Override
  public boolean containsValue(Object value) {
    return core.containsValue(requireNonNull(value, "value"));
  }

  @Override
  public LinkedHashMap<K, V> copy() {
    List<Map.Entry<K, V>> entries = entries();
    LinkedHashMap<K, V> copy = LinkedHashMap.newLinkedHashMap(entries.size());
    entries.forEach(entry -> copy.put(entry.getKey(), entry.getValue()));
    return copy;
  }

  /** The entries at this moment, in the order of this view. */
  List<Map.Entry<K, V>> entries() {
    List<Object> flat = core.entries();
    List<Map.Entry<K, V>> entries = new ArrayList<>(flat.size() / 2);
    for (int i = 0; i < flat.size(); i += 2) {
      entries.add(entry(flat.get(i), flat.get(i + 1)));
    }
    return inOrder(entries);
  }

  @SuppressWarnings("unchecked")
  private Map.Entry<K, V> entry(Object key, Object value) {
    return new MapEntries.Through<>(this, (K) Copies.of(key), (V) Copies.of(value));
  }

  @Override
  public void forEach(BiConsumer<? super K, ? super V> action) {
    requireNonNull(action, "action");
    entries().forEach(entry -> action.accept(entry.getKey(), entry.getValue()));
  }

  @Override
  public @Nullable V put(K key, V value) {
    return Copies.ofNullable(core.put(requireNonNull(key, "key"), requireNonNull(value, "value")));
  }

  @Override
  public @Nullable V putFirst(K key, V value) {
    requireNonNull(key, "key");
    requireNonNull(value, "value");
    return Copies.ofNullable(backwards ? core.putLast(key, value) : core.putFirst(key, value));
  }

  @Override
  public @Nullable V putLast(K key, V value) {
    requireNonNull(key, "key");
    requireNonNull(value, "value");
    return Copies.ofNullable(backwards ? core.putFirst(key, value) : core.putLast(key, value));
  }

  @Override
  public @Nullable V putIfAbsent(K key, V value) {
    return Copies.ofNullable(
        core.putIfAbsent(requireNonNull(key, "key"), requireNonNull(value, "value")));
  }

  @Override
  public void putAll(Map<? extends K, ? extends V> map) {
    List<Object> entries = new ArrayList<>(2 * map.size());
    map.forEach(
        (key, value) -> {
          entries.add(requireNonNull(key, "key"));
          entries.add(requireNonNull(value, "value"));
        });
    if (!entries.isEmpty()) {
      core.putAll(entries);
    }
  }

  @Override
  public @Nullable V remove(Object key) {
    return Copies.ofNullable(core.remove(requireNonNull(key, "key")));
  }

  /** As in {@code ConcurrentHashMap}: null is no value of any key. */
  @Override
  public boolean remove(Object key, @Nullable Object value) {
    requireNonNull(key, "key");
    return value != null && core.remove(key, value);
  }

  @Override
  public @Nullable V replace(K key, V value) {
    return Copies.ofNullable(
        core.replace(requireNonNull(key, "key"), requireNonNull(value, "value")));
  }

  @Override
  public boolean replace(K key, V expected, V value) {
    return core.replace(
        requireNonNull(key, "key"),
        requireNonNull(expected, "expected"),
        requireNonNull(value, "value"));
  }

  @Override
  public void clear() {
    core.clear();
  }

  @Override
  public @Nullable V compute(
      K key, Fn2<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
    return Copies.ofNullable(
        core.compute(requireNonNull(key, "key"), requireNonNull(function, "function")));
  }

  @Override
  public @Nullable V compute(
      K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
    return function instanceof Fn2<? super K, ? super @Nullable V, ? extends @Nullable V> sendable
        ? compute(key, sendable)
        : new MapUpdates<>(core).compute(requireNonNull(key, "key"), function);
  }

  @Override
  public @Nullable V computeIfAbsent(K key, Fn<? super K, ? extends @Nullable V> function) {
    return Copies.ofNullable(
        core.computeIfAbsent(requireNonNull(key, "key"), requireNonNull(function, "function")));
  }

  @Override
  public @Nullable V computeIfAbsent(K key, Function<? super K, ? extends @Nullable V> function) {
    return function instanceof Fn<? super K, ? extends @Nullable V> sendable
        ? computeIfAbsent(key, sendable)
        : new MapUpdates<>(core).computeIfAbsent(requireNonNull(key, "key"), function);
  }

  @Override
  public @Nullable V computeIfPresent(
      K key, Fn2<? super K, ? super V, ? extends @Nullable V> function) {
    return Copies.ofNullable(
        core.computeIfPresent(requireNonNull(key, "key"), requireNonNull(function, "function")));
  }

  @Override
  public @Nullable V computeIfPresent(
      K key, BiFunction<? super K, ? super V, ? extends @Nullable V> function) {
    return function instanceof Fn2<? super K, ? super V, ? extends @Nullable V> sendable
        ? computeIfPresent(key, sendable)
        : new MapUpdates<>(core).computeIfPresent(requireNonNull(key, "key"), function);
  }

  @Override
  public @Nullable V merge(
      K key, V value, Fn2<? super V, ? super V, ? extends @Nullable V> function) {
    return Copies.ofNullable(
        core.merge(
            requireNonNull(key, "key"),
            requireNonNull(value, "value"),
            requireNonNull(function, "function")));
  }

  @Override
  public @Nullable V merge(
      K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
    return function instanceof Fn2<? super V, ? super V, ? extends @Nullable V> sendable
        ? merge(key, value, sendable)
        : new MapUpdates<>(core)
            .merge(requireNonNull(key, "key"), requireNonNull(value, "value"), function);
  }

  @Override
  public void replaceAll(Fn2<? super K, ? super V, ? extends V> function) {
    core.replaceAll(requireNonNull(function, "function"));
  }

  @Override
  public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
    if (function instanceof Fn2<? super K, ? super V, ? extends V> sendable) {
      replaceAll(sendable);
    } else {
      new MapUpdates<>(core).replaceAll(function);
    }
  }

  private Map.@Nullable Entry<K, V> entry(@Nullable MapItem<K, V> item) {
    return item == null
        ? null
        : new SimpleImmutableEntry<>(
            Copies.of(item.key()), Copies.of(requireNonNull(item.value(), "value")));
  }

  @Override
  public Map.@Nullable Entry<K, V> firstEntry() {
    return entry(backwards ? core.last() : core.first());
  }

  @Override
  public Map.@Nullable Entry<K, V> lastEntry() {
    return entry(backwards ? core.first() : core.last());
  }

  @Override
  public Map.@Nullable Entry<K, V> pollFirstEntry() {
    return entry(backwards ? core.pollLast() : core.pollFirst());
  }

  @Override
  public Map.@Nullable Entry<K, V> pollLastEntry() {
    return entry(backwards ? core.pollFirst() : core.pollLast());
  }

  @Override
  public ManagedMap<K, V> reversed() {
    return new MapProxy<>(core, !backwards);
  }

  @Override
  public SequencedSet<K> keySet() {
    return new MapKeys<>(this);
  }

  @Override
  public SequencedCollection<V> values() {
    return new MapValues<>(this);
  }

  @Override
  public SequencedSet<Map.Entry<K, V>> entrySet() {
    return new MapEntries<>(this);
  }

  @Override
  public SequencedSet<K> sequencedKeySet() {
    return keySet();
  }

  @Override
  public SequencedCollection<V> sequencedValues() {
    return values();
  }

  @Override
  public SequencedSet<Map.Entry<K, V>> sequencedEntrySet() {
    return entrySet();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return switch (other) {
      case MapProxy<?, ?> map ->
          core.equals(map.core)
              || Recursion.guard(List.of(core, map.core), () -> copy().equals(map.copy()), true);
      case Map<?, ?> map -> copy().equals(map);
      case null, default -> false;
    };
  }

  @Override
  public int hashCode() {
    return Recursion.guard(core, () -> copy().hashCode(), 0);
  }

  @Override
  public String toString() {
    return Recursion.describe(core, () -> copy().toString(), "(this Map)");
  }
}
