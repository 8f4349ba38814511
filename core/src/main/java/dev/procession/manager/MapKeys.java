package dev.procession.manager;

import static java.util.Objects.requireNonNull;

import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SequencedSet;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The keys of a map that is elsewhere. */
final class MapKeys<K, V> extends AbstractSet<K> implements SequencedSet<K> {
  private final MapProxy<K, V> map;

  MapKeys(MapProxy<K, V> map) {
    this.map = map;
  }

  private List<K> fetch() {
    return map.inOrder(Copies.each(map.core().keys()));
  }

  @Override
  public int size() {
    return map.size();
  }

  @Override
  public boolean contains(Object key) {
    return map.containsKey(key);
  }

  @Override
  public boolean containsAll(Collection<?> keys) {
    List<Object> wanted = new ArrayList<>(keys);
    wanted.forEach(key -> requireNonNull(key, "key"));
    return map.core().containsKeys(wanted);
  }

  @Override
  public boolean remove(Object key) {
    return map.remove(key) != null;
  }

  @Override
  public boolean removeAll(Collection<?> keys) {
    return map.core().removeKeys(new ArrayList<>(keys));
  }

  @Override
  public boolean retainAll(Collection<?> keys) {
    return map.core().retainKeys(new ArrayList<>(keys));
  }

  @Override
  public boolean removeIf(Predicate<? super K> predicate) {
    requireNonNull(predicate, "predicate");
    List<K> keys = fetch();
    keys.removeIf(predicate.negate());
    return !keys.isEmpty() && map.core().removeKeys(keys);
  }

  @Override
  public void clear() {
    map.clear();
  }

  private static <K> K keyOf(Map.@Nullable Entry<K, ?> entry) {
    if (entry == null) {
      throw new NoSuchElementException("the map is empty");
    }
    return entry.getKey();
  }

  @Override
  public K getFirst() {
    return keyOf(map.firstEntry());
  }

  @Override
  public K getLast() {
    return keyOf(map.lastEntry());
  }

  @Override
  public K removeFirst() {
    return keyOf(map.pollFirstEntry());
  }

  @Override
  public K removeLast() {
    return keyOf(map.pollLastEntry());
  }

  @Override
  public SequencedSet<K> reversed() {
    return map.reversed().keySet();
  }

  @Override
  public Iterator<K> iterator() {
    return new CopyIterator<>(this::fetch, map::remove);
  }

  @Override
  public Spliterator<K> spliterator() {
    return new LateSpliterator<>(this::fetch, Spliterator.DISTINCT);
  }

  @Override
  public void forEach(Consumer<? super K> action) {
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
