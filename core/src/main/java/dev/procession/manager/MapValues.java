package dev.procession.manager;

import static java.util.Objects.requireNonNull;

import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SequencedCollection;
import java.util.Set;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The values of a map that is elsewhere. */
final class MapValues<K, V> extends AbstractCollection<V> implements SequencedCollection<V> {
  private final MapProxy<K, V> map;

  MapValues(MapProxy<K, V> map) {
    this.map = map;
  }

  private List<V> fetch() {
    return map.inOrder(Copies.each(map.core().values()));
  }

  @Override
  public int size() {
    return map.size();
  }

  @Override
  public boolean contains(Object value) {
    return map.containsValue(value);
  }

  @Override
  public boolean containsAll(Collection<?> values) {
    return new ArrayList<>(fetch()).containsAll(values);
  }

  @Override
  public boolean remove(Object value) {
    return value != null && map.core().removeValue(value, map.isBackwards());
  }

  @Override
  public boolean removeAll(Collection<?> values) {
    Set<?> unwanted = new HashSet<>(values);
    return removeIf(unwanted::contains);
  }

  @Override
  public boolean retainAll(Collection<?> values) {
    Set<?> wanted = new HashSet<>(values);
    return removeIf(value -> !wanted.contains(value));
  }

  @Override
  public boolean removeIf(Predicate<? super V> predicate) {
    requireNonNull(predicate, "predicate");
    return new MapUpdates<>(map.core())
        .removeIf(item -> predicate.test(requireNonNull(item.value(), "value")));
  }

  @Override
  public void clear() {
    map.clear();
  }

  private static <V> V valueOf(Map.@Nullable Entry<?, V> entry) {
    if (entry == null) {
      throw new NoSuchElementException("the map is empty");
    }
    return entry.getValue();
  }

  @Override
  public V getFirst() {
    return valueOf(map.firstEntry());
  }

  @Override
  public V getLast() {
    return valueOf(map.lastEntry());
  }

  @Override
  public V removeFirst() {
    return valueOf(map.pollFirstEntry());
  }

  @Override
  public V removeLast() {
    return valueOf(map.pollLastEntry());
  }

  @Override
  public SequencedCollection<V> reversed() {
    return map.reversed().values();
  }

  /** Goes through the entries, since removing takes their keys. */
  @Override
  public Iterator<V> iterator() {
    Iterator<Map.Entry<K, V>> entries = map.entrySet().iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return entries.hasNext();
      }

      @Override
      public V next() {
        return entries.next().getValue();
      }

      @Override
      public void remove() {
        entries.remove();
      }
    };
  }

  @Override
  public Spliterator<V> spliterator() {
    return new LateSpliterator<>(this::fetch, 0);
  }

  @Override
  public void forEach(Consumer<? super V> action) {
    fetch().forEach(action);
  }

  @Override
  public Object[] toArray() {
    return fetch().toArray();
  }

  @Override
  public <T> T[] toArray(T[] array) {
    return fetch().toArray(array);
  }
}
