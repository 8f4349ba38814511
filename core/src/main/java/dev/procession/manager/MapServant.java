package dev.procession.manager;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A map in the manager, in the order of insertion. */
final class MapServant<K, V> implements MapCore<K, V>, Durable {
  private final Guard guard = new Guard();

  /** All below is guarded by the guard. */
  private final MapSlots<K, V> slots = new MapSlots<>();

  MapServant() {}

  MapServant(Map<? extends K, ? extends V> initial) {
    initial.forEach(slots::put);
  }

  @Override
  public int size() {
    return guard.run(slots::size);
  }

  @Override
  public @Nullable V get(Object key) {
    return guard.run(() -> slots.get(key));
  }

  @Override
  public List<@Nullable V> getAll(List<?> keys) {
    return guard.run(
        () -> {
          List<@Nullable V> values = new ArrayList<>(keys.size());
          for (Object key : keys) {
            values.add(slots.get(key));
          }
          return values;
        });
  }

  @Override
  public boolean containsKey(Object key) {
    return guard.run(() -> slots.get(key) != null);
  }

  @Override
  public boolean containsKeys(Collection<?> keys) {
    return guard.run(() -> slots.keys().containsAll(keys));
  }

  @Override
  public boolean containsValue(Object value) {
    return guard.run(() -> slots.keyOf(value, false) != null);
  }

  @Override
  public List<K> keys() {
    return guard.run(() -> new ArrayList<>(slots.keys()));
  }

  @Override
  public List<V> values() {
    return guard.run(
        () -> {
          List<V> values = new ArrayList<>(slots.size());
          slots.forEach((key, value) -> values.add(value));
          return values;
        });
  }

  @Override
  public List<Object> entries() {
    return guard.run(
        () -> {
          List<Object> entries = new ArrayList<>(2 * slots.size());
          slots.forEach(
              (key, value) -> {
                entries.add(key);
                entries.add(value);
              });
          return entries;
        });
  }

  @Override
  public MapItem<K, V> item(K key) {
    return guard.run(() -> slots.item(key));
  }

  @Override
  public List<MapItem<K, V>> items() {
    return guard.run(
        () -> {
          List<MapItem<K, V>> items = new ArrayList<>(slots.size());
          slots.keys().forEach(key -> items.add(slots.item(key)));
          return items;
        });
  }

  @Override
  public @Nullable MapItem<K, V> first() {
    return guard.run(slots::first);
  }

  @Override
  public @Nullable MapItem<K, V> last() {
    return guard.run(slots::last);
  }

  @Override
  public @Nullable MapItem<K, V> pollFirst() {
    return guard.run(() -> removed(slots.first()));
  }

  @Override
  public @Nullable MapItem<K, V> pollLast() {
    return guard.run(() -> removed(slots.last()));
  }

  private @Nullable MapItem<K, V> removed(@Nullable MapItem<K, V> item) {
    if (item != null) {
      slots.remove(item.key());
    }
    return item;
  }

  @Override
  public @Nullable V put(K key, V value) {
    return guard.run(() -> slots.put(key, value));
  }

  @Override
  public @Nullable V putFirst(K key, V value) {
    return guard.run(() -> slots.putFirst(key, value));
  }

  @Override
  public @Nullable V putLast(K key, V value) {
    return guard.run(() -> slots.putLast(key, value));
  }

  @Override
  public @Nullable V putIfAbsent(K key, V value) {
    return guard.run(
        () -> {
          V old = slots.get(key);
          return old != null ? old : slots.put(key, value);
        });
  }

  @Override
  public void putAll(List<Object> entries) {
    guard.run(() -> slots.putAll(entries.toArray()));
  }

  @Override
  public @Nullable V remove(Object key) {
    return guard.run(() -> slots.remove(key));
  }

  @Override
  public boolean remove(Object key, Object value) {
    return guard.run(() -> value.equals(slots.get(key)) && slots.remove(key) != null);
  }

  @Override
  public boolean removeValue(Object value, boolean last) {
    return guard.run(
        () -> {
          K key = slots.keyOf(value, last);
          return key != null && slots.remove(key) != null;
        });
  }

  @Override
  public boolean removeKeys(Collection<?> keys) {
    return guard.run(
        () -> {
          boolean changed = false;
          for (Object key : keys) {
            changed |= slots.remove(key) != null;
          }
          return changed;
        });
  }

  @Override
  public boolean retainKeys(Collection<?> keys) {
    return guard.run(
        () -> {
          Set<?> kept = new HashSet<>(keys);
          List<K> others = new ArrayList<>(slots.keys());
          others.removeIf(kept::contains);
          others.forEach(slots::remove);
          return !others.isEmpty();
        });
  }

  @Override
  public @Nullable V replace(K key, V value) {
    return guard.run(() -> slots.get(key) == null ? null : slots.put(key, value));
  }

  @Override
  public boolean replace(K key, V expected, V value) {
    return guard.run(() -> expected.equals(slots.get(key)) && slots.put(key, value) != null);
  }

  @Override
  public void clear() {
    guard.run(slots::clear);
  }

  @Override
  public @Nullable V compute(
      K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
    return guard.run(() -> become(key, function.apply(key, slots.get(key))));
  }

  @Override
  public @Nullable V computeIfAbsent(K key, Function<? super K, ? extends @Nullable V> function) {
    return guard.run(
        () -> {
          V old = slots.get(key);
          return old != null ? old : become(key, function.apply(key));
        });
  }

  @Override
  public @Nullable V computeIfPresent(
      K key, BiFunction<? super K, ? super V, ? extends @Nullable V> function) {
    return guard.run(
        () -> {
          V old = slots.get(key);
          return old == null ? null : become(key, function.apply(key, old));
        });
  }

  @Override
  public @Nullable V merge(
      K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
    return guard.run(
        () -> {
          V old = slots.get(key);
          return become(key, old == null ? value : function.apply(old, value));
        });
  }

  private @Nullable V become(K key, @Nullable V value) {
    if (value == null) {
      slots.remove(key);
    } else {
      slots.put(key, value);
    }
    return value;
  }

  /** All or nothing: values are stored when the function has given all of them. */
  @Override
  public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
    guard.run(
        () -> {
          List<Object> entries = new ArrayList<>(2 * slots.size());
          slots.forEach(
              (key, value) -> {
                entries.add(key);
                entries.add(Objects.requireNonNull(function.apply(key, value), "value"));
              });
          slots.putAll(entries.toArray());
        });
  }

  @Override
  public @Nullable MapItem<K, V> storeIf(MapItem<K, V> wanted) {
    return guard.run(
        () -> {
          MapItem<K, V> present = slots.item(wanted.key());
          if (present.stamp() != wanted.stamp()) {
            return present;
          }
          become(wanted.key(), wanted.value());
          return null;
        });
  }

  @Override
  public List<MapItem<K, V>> storeAll(List<MapItem<K, V>> wanted) {
    return guard.run(
        () -> {
          List<MapItem<K, V>> refused = new ArrayList<>();
          for (MapItem<K, V> item : wanted) {
            MapItem<K, V> present = storeIf(item);
            if (present != null && present.stamp() != MapItem.ABSENT) {
              refused.add(present);
            }
          }
          return refused;
        });
  }

  @Override
  public Guard guard() {
    return guard;
  }

  @Override
  public void writeTo(EffectLog log) {
    guard.run(() -> slots.writeTo(log));
  }

  @Override
  public void replay(int effect, @Nullable Object[] values) {
    guard.run(() -> slots.replay(effect, values));
  }

  @Override
  public void save(EffectLog log) {
    guard.run(() -> slots.save(log));
  }
}
