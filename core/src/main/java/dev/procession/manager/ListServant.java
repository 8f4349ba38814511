package dev.procession.manager;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.ConcurrentModificationException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A list in the manager. */
final class ListServant<E> implements ListCore<E>, Durable {
  private final Guard guard = new Guard();

  /** All below is guarded by the guard. */
  private final ListItems<E> items = new ListItems<>();

  ListServant() {}

  ListServant(Collection<? extends E> initial) {
    items.insert(0, initial.toArray());
  }

  @Override
  public int size() {
    return guard.run(() -> items.view().size());
  }

  @Override
  public E get(int index) {
    return guard.run(() -> items.view().get(index));
  }

  @Override
  public E first() {
    return guard.run(() -> items.view().getFirst());
  }

  @Override
  public E last() {
    return guard.run(() -> items.view().getLast());
  }

  @Override
  public boolean containsAll(Collection<?> elements) {
    return guard.run(() -> items.view().containsAll(elements));
  }

  @Override
  public int indexOf(@Nullable Object element) {
    return guard.run(() -> items.view().indexOf(element));
  }

  @Override
  public int lastIndexOf(@Nullable Object element) {
    return guard.run(() -> items.view().lastIndexOf(element));
  }

  @Override
  public List<E> slice(int from, int to) {
    return guard.run(() -> new ArrayList<>(items.view().subList(from, to)));
  }

  @Override
  public List<E> elements() {
    return guard.run(() -> new ArrayList<>(items.view()));
  }

  @Override
  public Snapshot<E> snapshot() {
    return guard.run(() -> new Snapshot<>(items.version(), new ArrayList<>(items.view())));
  }

  @Override
  public E set(int index, E element) {
    return guard.run(() -> items.set(index, element));
  }

  @Override
  public void append(E element) {
    guard.run(() -> items.insert(items.view().size(), new @Nullable Object[] {element}));
  }

  @Override
  public void appendAll(List<? extends E> elements) {
    guard.run(() -> items.insert(items.view().size(), elements.toArray()));
  }

  @Override
  public void insert(int index, E element) {
    guard.run(() -> items.insert(index, new @Nullable Object[] {element}));
  }

  @Override
  public void insertAll(int index, List<? extends E> elements) {
    guard.run(() -> items.insert(index, elements.toArray()));
  }

  @Override
  public E remove(int index) {
    return guard.run(() -> items.remove(index));
  }

  @Override
  public E removeFirst() {
    return guard.run(
        () -> {
          E first = items.view().getFirst();
          items.remove(0);
          return first;
        });
  }

  @Override
  public E removeLast() {
    return guard.run(
        () -> {
          E last = items.view().getLast();
          items.remove(items.view().size() - 1);
          return last;
        });
  }

  @Override
  public boolean removeElement(@Nullable Object element) {
    return guard.run(
        () -> {
          int index = items.view().indexOf(element);
          if (index >= 0) {
            items.remove(index);
          }
          return index >= 0;
        });
  }

  @Override
  public boolean removeAll(Collection<?> elements) {
    Set<?> unwanted = new HashSet<>(elements);
    return removeIf(unwanted::contains);
  }

  @Override
  public boolean retainAll(Collection<?> elements) {
    Set<?> wanted = new HashSet<>(elements);
    return removeIf(element -> !wanted.contains(element));
  }

  @Override
  public void removeRange(int from, int to) {
    guard.run(() -> items.removeRange(from, to));
  }

  @Override
  public void clear() {
    guard.run(() -> items.removeRange(0, items.view().size()));
  }

  @Override
  public boolean removeIf(Predicate<? super E> predicate) {
    return guard.run(
        () -> {
          int[] places = Places.of(items.view(), predicate);
          items.removeAt(places);
          return places.length > 0;
        });
  }

  @Override
  public void replaceAll(UnaryOperator<E> operator) {
    guard.run(
        () -> {
          List<E> changed = new ArrayList<>(items.view());
          changed.replaceAll(operator);
          items.setAll(changed.toArray());
        });
  }

  @Override
  public void sort(@Nullable Comparator<? super E> comparator) {
    guard.run(
        () -> {
          List<E> sorted = new ArrayList<>(items.view());
          sorted.sort(comparator);
          items.setAll(sorted.toArray());
        });
  }

  @Override
  public boolean setAllIf(long version, List<? extends E> elements) {
    return guard.run(
        () -> {
          boolean same = version == items.version();
          if (same) {
            items.setAll(elements.toArray());
          }
          return same;
        });
  }

  @Override
  public boolean removeIf(long version, int[] places) {
    return guard.run(
        () -> {
          boolean same = version == items.version();
          if (same) {
            items.removeAt(places);
          }
          return same;
        });
  }

  @Override
  public long setIf(long version, int index, E element) {
    return guard.run(
        () -> {
          expect(version);
          items.set(index, element);
          return items.version();
        });
  }

  @Override
  public long insertIf(long version, int index, E element) {
    return guard.run(
        () -> {
          expect(version);
          items.insert(index, new @Nullable Object[] {element});
          return items.version();
        });
  }

  @Override
  public long removeIf(long version, int index) {
    return guard.run(
        () -> {
          expect(version);
          items.remove(index);
          return items.version();
        });
  }

  private void expect(long version) {
    if (version != items.version()) {
      throw new ConcurrentModificationException(
          "somebody has changed the list since the iterator fetched its copy (version="
              + version
              + ", now "
              + items.version()
              + "): use removeIf, replaceAll or a new iterator");
    }
  }

  @Override
  public Guard guard() {
    return guard;
  }

  @Override
  public void writeTo(EffectLog log) {
    guard.run(() -> items.writeTo(log));
  }

  @Override
  public void replay(int effect, @Nullable Object[] values) {
    guard.run(() -> items.replay(effect, values));
  }

  @Override
  public void save(EffectLog log) {
    guard.run(() -> items.save(log));
  }
}
