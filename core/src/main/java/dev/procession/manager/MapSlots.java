package dev.procession.manager;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a map with their stamps, and the log of what changes in them. An effect is written
 * before it comes about: what cannot be written changes nothing.
 */
final class MapSlots<K, V> {
  /** Key and value; the key keeps its place, or comes last. */
  private static final int PUT = 1;

  /** Key and value; the key comes first. */
  private static final int PUT_FIRST = 2;

  /** Key and value; the key comes last. */
  private static final int PUT_LAST = 3;

  /** Keys and values in turn, each as by {@link #PUT}. */
  private static final int PUT_ALL = 4;

  /** A key. */
  private static final int REMOVE = 5;

  private static final int CLEAR = 6;

  private static final int SAVED_AT_ONCE = 2048;

  private final LinkedHashMap<K, Slot<V>> slots = new LinkedHashMap<>();
  private EffectLog log = EffectLog.NONE;
  private long stamps = MapItem.ABSENT;

  /**
   * A value.
   *
   * @param stamp of the moment when it was stored
   */
  private record Slot<V>(V value, long stamp) {}

  private Slot<V> slot(V value) {
    return new Slot<>(value, ++stamps);
  }

  private static <V> @Nullable V valueOf(@Nullable Slot<V> slot) {
    return slot == null ? null : slot.value();
  }

  int size() {
    return slots.size();
  }

  @Nullable V get(@Nullable Object key) {
    return valueOf(slots.get(key));
  }

  MapItem<K, V> item(K key) {
    Slot<V> slot = slots.get(key);
    return slot == null
        ? new MapItem<>(key, null, MapItem.ABSENT)
        : new MapItem<>(key, slot.value(), slot.stamp());
  }

  /** The keys; not to be changed. */
  Set<K> keys() {
    return slots.keySet();
  }

  void forEach(BiConsumer<? super K, ? super V> action) {
    slots.forEach((key, slot) -> action.accept(key, slot.value()));
  }

  @Nullable MapItem<K, V> first() {
    return slots.isEmpty() ? null : item(slots.firstEntry().getKey());
  }

  @Nullable MapItem<K, V> last() {
    return slots.isEmpty() ? null : item(slots.lastEntry().getKey());
  }

  /** The first key of a value, or the last. */
  @Nullable K keyOf(Object value, boolean last) {
    Map<K, Slot<V>> inOrder = last ? slots.reversed() : slots;
    for (Map.Entry<K, Slot<V>> entry : inOrder.entrySet()) {
      if (value.equals(entry.getValue().value())) {
        return entry.getKey();
      }
    }
    return null;
  }

  @Nullable V put(K key, V value) {
    log.append(PUT, key, value);
    return valueOf(slots.put(key, slot(value)));
  }

  @Nullable V putFirst(K key, V value) {
    log.append(PUT_FIRST, key, value);
    return valueOf(slots.putFirst(key, slot(value)));
  }

  @Nullable V putLast(K key, V value) {
    log.append(PUT_LAST, key, value);
    return valueOf(slots.putLast(key, slot(value)));
  }

  @SuppressWarnings("unchecked")
  void putAll(@Nullable Object[] entries) {
    if (entries.length > 0) {
      log.append(PUT_ALL, entries);
    }
    for (int i = 0; i < entries.length; i += 2) {
      slots.put((K) entries[i], slot((V) entries[i + 1]));
    }
  }

  @Nullable V remove(@Nullable Object key) {
    if (slots.containsKey(key)) {
      log.append(REMOVE, new @Nullable Object[] {key});
    }
    return valueOf(slots.remove(key));
  }

  void clear() {
    if (!slots.isEmpty()) {
      log.append(CLEAR);
      slots.clear();
    }
  }

  void writeTo(EffectLog newLog) {
    log = newLog;
  }

  @SuppressWarnings("unchecked")
  void replay(int effect, @Nullable Object[] values) {
    switch (effect) {
      case PUT -> put((K) values[0], (V) values[1]);
      case PUT_FIRST -> putFirst((K) values[0], (V) values[1]);
      case PUT_LAST -> putLast((K) values[0], (V) values[1]);
      case PUT_ALL -> putAll(values);
      case REMOVE -> remove(values[0]);
      case CLEAR -> clear();
      default -> throw Effects.unknown("map", effect);
    }
  }

  void save(EffectLog out) {
    var entries = new Object[2 * slots.size()];
    int length = 0;
    for (Map.Entry<K, Slot<V>> entry : slots.entrySet()) {
      entries[length++] = entry.getKey();
      entries[length++] = entry.getValue().value();
    }
    Effects.inParts(entries, SAVED_AT_ONCE, part -> out.append(PUT_ALL, part));
  }
}
