package dev.procession.manager;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Changes of a map by functions that cannot be sent: they are asked here, and what they give is
 * stored unless somebody has changed the entry meanwhile. Then they are asked again, as often as it
 * takes: each time somebody else has got on.
 */
final class MapUpdates<K, V> {
  private final MapCore<K, V> core;

  MapUpdates(MapCore<K, V> core) {
    this.core = core;
  }

  @Nullable V compute(
      K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
    requireNonNull(function, "function");
    return update(core.item(key), old -> function.apply(key, old));
  }

  @Nullable V computeIfAbsent(K key, Function<? super K, ? extends @Nullable V> function) {
    requireNonNull(function, "function");
    V present = Copies.ofNullable(core.get(key));
    if (present != null) {
      return present;
    }
    V value = function.apply(key);
    if (value == null) {
      return null;
    }
    V other = Copies.ofNullable(core.putIfAbsent(key, value));
    return other == null ? value : other;
  }

  @Nullable V computeIfPresent(
      K key, BiFunction<? super K, ? super V, ? extends @Nullable V> function) {
    requireNonNull(function, "function");
    return update(core.item(key), old -> old == null ? null : function.apply(key, old));
  }

  @Nullable V merge(
      K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
    requireNonNull(function, "function");
    return update(core.item(key), old -> old == null ? value : function.apply(old, value));
  }

  private @Nullable V update(
      MapItem<K, V> read, Function<@Nullable V, ? extends @Nullable V> function) {
    MapItem<K, V> present = read;
    while (true) {
      V value = function.apply(Copies.ofNullable(present.value()));
      if (value == null && present.stamp() == MapItem.ABSENT) {
        return null;
      }
      MapItem<K, V> other = core.storeIf(new MapItem<>(read.key(), value, present.stamp()));
      if (other == null) {
        return value;
      }
      present = other;
    }
  }

  void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
    requireNonNull(function, "function");
    List<MapItem<K, V>> items = core.items();
    while (!items.isEmpty()) {
      List<MapItem<K, V>> wanted = new ArrayList<>(items.size());
      for (MapItem<K, V> item : items) {
        K key = Copies.of(item.key());
        V value = Copies.of(requireNonNull(item.value(), "value"));
        V next = requireNonNull(function.apply(key, value), "value");
        wanted.add(new MapItem<>(item.key(), next, item.stamp()));
      }
      items = core.storeAll(wanted);
    }
  }

  /** Removes the entries that a predicate holds for. */
  boolean removeIf(Predicate<? super MapItem<K, V>> predicate) {
    List<MapItem<K, V>> items = core.items();
    boolean changed = false;
    while (!items.isEmpty()) {
      List<MapItem<K, V>> wanted = new ArrayList<>();
      for (MapItem<K, V> item : items) {
        if (predicate.test(
            new MapItem<>(Copies.of(item.key()), Copies.ofNullable(item.value()), item.stamp()))) {
          wanted.add(new MapItem<>(item.key(), null, item.stamp()));
        }
      }
      items = wanted.isEmpty() ? wanted : core.storeAll(wanted);
      changed |= items.size() < wanted.size();
    }
    return changed;
  }
}
