package dev.procession.manager;

import java.util.AbstractCollection;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;

/** Views of maps that are copies. What would remove something from them does so by an iterator. */
final class CopiedViews {
  private CopiedViews() {}

  /** The keys. */
  static final class OfSet<E> extends AbstractSet<E> {
    private final Set<E> view;
    private final Class<?> type;

    OfSet(Set<E> view, Class<?> type) {
      this.view = view;
      this.type = type;
    }

    @Override
    public Iterator<E> iterator() {
      return new CopiedIterator<>(view.iterator(), type);
    }

    @Override
    public int size() {
      return view.size();
    }

    @Override
    public boolean contains(Object element) {
      return view.contains(element);
    }

    @Override
    public boolean add(E element) {
      throw Copies.refusal(type);
    }

    @Override
    public void clear() {
      throw Copies.refusal(type);
    }
  }

  /** The values. */
  static final class OfCollection<E> extends AbstractCollection<E> {
    private final Collection<E> view;
    private final Class<?> type;

    OfCollection(Collection<E> view, Class<?> type) {
      this.view = view;
      this.type = type;
    }

    @Override
    public Iterator<E> iterator() {
      return new CopiedIterator<>(view.iterator(), type);
    }

    @Override
    public int size() {
      return view.size();
    }

    @Override
    public boolean contains(Object element) {
      return view.contains(element);
    }

    @Override
    public boolean add(E element) {
      throw Copies.refusal(type);
    }

    @Override
    public void clear() {
      throw Copies.refusal(type);
    }
  }

  /** The entries, whose values cannot be set either. */
  static class OfEntries<K, V> extends AbstractSet<Map.Entry<K, V>> {
    private final Set<Map.Entry<K, V>> view;
    private final Class<?> type;

    OfEntries(Set<Map.Entry<K, V>> view, Class<?> type) {
      this.view = view;
      this.type = type;
    }

    @Override
    public Iterator<Map.Entry<K, V>> iterator() {
      Iterator<Map.Entry<K, V>> entries = view.iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return entries.hasNext();
        }

        @Override
        public Map.Entry<K, V> next() {
          return new OfEntry<>(entries.next(), type);
        }

        @Override
        public void remove() {
          throw Copies.refusal(type);
        }
      };
    }

    @Override
    public int size() {
      return view.size();
    }

    @Override
    public boolean contains(Object entry) {
      return view.contains(entry);
    }

    @Override
    public boolean add(Map.Entry<K, V> entry) {
      throw Copies.refusal(type);
    }

    @Override
    public void clear() {
      throw Copies.refusal(type);
    }
  }

  /** The entries of a map that has an order. */
  static final class InOrder<K, V> extends OfEntries<K, V>
      implements SequencedSet<Map.Entry<K, V>> {
    private final SequencedSet<Map.Entry<K, V>> view;
    private final Class<?> type;

    InOrder(SequencedSet<Map.Entry<K, V>> view, Class<?> type) {
      super(view, type);
      this.view = view;
      this.type = type;
    }

    @Override
    public SequencedSet<Map.Entry<K, V>> reversed() {
      return new InOrder<>(view.reversed(), type);
    }
  }

  private static final class OfEntry<K, V> extends AbstractMap.SimpleImmutableEntry<K, V> {
    private static final long serialVersionUID = 1L;
    private final transient Class<?> type;

    OfEntry(Map.Entry<K, V> entry, Class<?> type) {
      super(entry);
      this.type = type;
    }

    @Override
    public V setValue(V value) {
      throw Copies.refusal(type);
    }

    /** It travels as any entry. */
    private Object writeReplace() {
      return new AbstractMap.SimpleImmutableEntry<>(this);
    }
  }
}
