package dev.procession.manager;

import static java.util.Objects.requireNonNull;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SequencedSet;
import java.util.Set;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a map that is elsewhere.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
final class MapEntries<K, V> extends AbstractSet<Map.Entry<K, V>>
    implements SequencedSet<Map.Entry<K, V>> {
  private final MapProxy<K, V> map;

  MapEntries(MapProxy<K, V> map) {
    this.map = map;
  }

  /**
   * An entry as it was; a new value goes into the map.
   *
   * @param <K> the type of keys
   * @param <V> the type of values
   */
  static final class Through<K, V> extends AbstractMap.SimpleEntry<K, V> {
    private static final long serialVersionUID = 1L;
    private final transient MapProxy<K, V> map;

    Through(MapProxy<K, V> map, K key, V value) {
      super(key, value);
      this.map = map;
    }

    @Override
    public V setValue(V value) {
      map.put(getKey(), value);
      return super.setValue(value);
    }

    /** Elsewhere it is an entry of no map. */
    private Object writeReplace() {
      return new AbstractMap.SimpleEntry<>(this);
    }
  }

  @Override
  public int size() {
    return map.size();
  }

  @Override
  public boolean contains(Object other) {
    return other instanceof Map.Entry<?, ?> entry
        && entry.getKey() != null
        && entry.getValue() != null
        && entry.getValue().equals(map.get(entry.getKey()));
  }

  @Override
  public boolean containsAll(Collection<?> entries) {
    return map.copy().entrySet().containsAll(entries);
  }

  @Override
  public boolean remove(Object other) {
    return other instanceof Map.Entry<?, ?> entry
        && entry.getKey() != null
        && map.remove(entry.getKey(), entry.getValue());
  }

  @Override
  public boolean removeAll(Collection<?> entries) {
    Set<?> unwanted = new HashSet<>(entries);
    return removeIf(unwanted::contains);
  }

  @Override
  public boolean retainAll(Collection<?> entries) {
    Set<?> wanted = new HashSet<>(entries);
    return removeIf(entry -> !wanted.contains(entry));
  }

  @Override
  public boolean removeIf(Predicate<? super Map.Entry<K, V>> predicate) {
    requireNonNull(predicate, "predicate");
    return new MapUpdates<>(map.core())
        .removeIf(
            item ->
                predicate.test(
                    new Through<>(map, item.key(), requireNonNull(item.value(), "value"))));
  }

  @Override
  public void clear() {
    map.clear();
  }

  private static <T> T found(@Nullable T entry) {
    if (entry == null) {
      throw new NoSuchElementException("the map is empty");
    }
    return entry;
  }

  @Override
  public Map.Entry<K, V> getFirst() {
    return found(map.firstEntry());
  }

  @Override
  public Map.Entry<K, V> getLast() {
    return found(map.lastEntry());
  }

  @Override
  public Map.Entry<K, V> removeFirst() {
    return found(map.pollFirstEntry());
  }

  @Override
  public Map.Entry<K, V> removeLast() {
    return found(map.pollLastEntry());
  }

  @Override
  public SequencedSet<Map.Entry<K, V>> reversed() {
    return map.reversed().entrySet();
  }

  @Override
  public Iterator<Map.Entry<K, V>> iterator() {
    return new CopyIterator<>(map::entries, entry -> map.remove(entry.getKey()));
  }

  @Override
  public Spliterator<Map.Entry<K, V>> spliterator() {
    return new LateSpliterator<>(map::entries, Spliterator.DISTINCT);
  }

  @Override
  public void forEach(Consumer<? super Map.Entry<K, V>> action) {
    map.entries().forEach(action);
  }

  @Override
  public Object[] toArray() {
    return map.entries().toArray();
  }

  @Override
  public <T> T[] toArray(T[] array) {
    return map.entries().toArray(array);
  }
}
