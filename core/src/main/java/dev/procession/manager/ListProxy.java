package dev.procession.manager;

import static java.util.Objects.requireNonNull;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.Objects;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A list whose elements are elsewhere.
 *
 * @param <E> the type of elements
 */
final class ListProxy<E extends @Nullable Object> extends AbstractList<E>
    implements ManagedList<E>, CoreHolder {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // what is elsewhere is represented by something that can be sent
  private final ListCore<E> core;

  @Override
  public ListCore<E> core() {
    return core;
  }

  ListProxy(ListCore<E> core) {
    this.core = core;
  }

  @SuppressWarnings("NullAway") // null stays null
  private static <E extends @Nullable Object> E copyOf(E element) {
    return Copies.ofNullable(element);
  }

  private List<E> fetch() {
    return Copies.each(core.elements());
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
  public E get(int index) {
    return copyOf(core.get(index));
  }

  @Override
  public E getFirst() {
    return copyOf(core.first());
  }

  @Override
  public E getLast() {
    return copyOf(core.last());
  }

  @Override
  public boolean contains(@Nullable Object element) {
    return indexOf(element) >= 0;
  }

  @Override
  public boolean containsAll(Collection<?> elements) {
    return core.containsAll(new ArrayList<>(elements));
  }

  @Override
  public int indexOf(@Nullable Object element) {
    return core.indexOf(element);
  }

  @Override
  public int lastIndexOf(@Nullable Object element) {
    return core.lastIndexOf(element);
  }

  @Override
  public ArrayList<E> slice(int from, int to) {
    return new ArrayList<>(Copies.each(core.slice(from, to)));
  }

  @Override
  public ArrayList<E> copy() {
    return new ArrayList<>(fetch());
  }

  @Override
  public E set(int index, E element) {
    return copyOf(core.set(index, element));
  }

  @Override
  public boolean add(E element) {
    core.append(element);
    return true;
  }

  @Override
  public void add(int index, E element) {
    core.insert(index, element);
  }

  @Override
  public void addFirst(E element) {
    core.insert(0, element);
  }

  @Override
  public void addLast(E element) {
    core.append(element);
  }

  @Override
  public boolean addAll(Collection<? extends E> elements) {
    List<E> added = new ArrayList<>(elements);
    if (!added.isEmpty()) {
      core.appendAll(added);
    }
    return !added.isEmpty();
  }

  @Override
  public boolean addAll(int index, Collection<? extends E> elements) {
    List<E> added = new ArrayList<>(elements);
    core.insertAll(index, added);
    return !added.isEmpty();
  }

  @Override
  public E remove(int index) {
    return copyOf(core.remove(index));
  }

  @Override
  public E removeFirst() {
    return copyOf(core.removeFirst());
  }

  @Override
  public E removeLast() {
    return copyOf(core.removeLast());
  }

  @Override
  public boolean remove(@Nullable Object element) {
    return core.removeElement(element);
  }

  @Override
  public boolean removeAll(Collection<?> elements) {
    return core.removeAll(new ArrayList<>(elements));
  }

  @Override
  public boolean retainAll(Collection<?> elements) {
    return core.retainAll(new ArrayList<>(elements));
  }

  /** Also what {@code subList(from, to).clear()} does. */
  @Override
  protected void removeRange(int from, int to) {
    core.removeRange(from, to);
  }

  @Override
  public void clear() {
    core.clear();
  }

  @Override
  public boolean removeIf(SendablePredicate<? super E> predicate) {
    return core.removeIf(requireNonNull(predicate, "predicate"));
  }

  @Override
  public boolean removeIf(Predicate<? super E> predicate) {
    requireNonNull(predicate, "predicate");
    if (predicate instanceof SendablePredicate<? super E> sendable) {
      return removeIf(sendable);
    }
    while (true) {
      Snapshot<E> snapshot = core.snapshot();
      int[] places = Places.of(Copies.each(snapshot.elements()), predicate);
      if (places.length == 0) {
        return false;
      }
      if (core.removeIf(snapshot.version(), places)) {
        return true;
      }
    }
  }

  @Override
  public void replaceAll(SendableOperator<E> operator) {
    core.replaceAll(requireNonNull(operator, "operator"));
  }

  @Override
  public void replaceAll(UnaryOperator<E> operator) {
    requireNonNull(operator, "operator");
    if (operator instanceof SendableOperator<E> sendable) {
      replaceAll(sendable);
    } else {
      update(elements -> elements.replaceAll(operator));
    }
  }

  @Override
  public void sort(@Nullable SendableComparator<? super E> comparator) {
    core.sort(comparator);
  }

  @Override
  public void sort(@Nullable Comparator<? super E> comparator) {
    if (canBeSent(comparator)) {
      core.sort(comparator);
    } else {
      update(elements -> elements.sort(comparator));
    }
  }

  /** Not whatever says that it can: a comparator that is made of a function may hold any. */
  private static boolean canBeSent(@Nullable Comparator<?> comparator) {
    return comparator == null
        || comparator instanceof SendableComparator<?>
        || comparator.equals(Comparator.naturalOrder())
        || comparator.equals(Collections.reverseOrder());
  }

  /** Changes a copy and stores it, again and again until nobody else has changed the list. */
  private void update(Consumer<List<E>> change) {
    boolean done = false;
    while (!done) {
      Snapshot<E> snapshot = core.snapshot();
      List<E> elements = Copies.each(snapshot.elements());
      change.accept(elements);
      done = core.setAllIf(snapshot.version(), elements);
    }
  }

  @Override
  public Iterator<E> iterator() {
    return new ListWalk<>(core, 0);
  }

  @Override
  public ListIterator<E> listIterator() {
    return new ListWalk<>(core, 0);
  }

  @Override
  public ListIterator<E> listIterator(int index) {
    if (index != 0) {
      Objects.checkIndex(index, size() + 1);
    }
    return new ListWalk<>(core, index);
  }

  @Override
  public Spliterator<E> spliterator() {
    return new LateSpliterator<>(this::fetch, 0);
  }

  @Override
  public void forEach(Consumer<? super E> action) {
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

  @Override
  public boolean equals(@Nullable Object other) {
    return switch (other) {
      case ListProxy<?> list ->
          core.equals(list.core)
              || Recursion.guard(
                  List.of(core, list.core), () -> fetch().equals(list.fetch()), true);
      case List<?> list -> fetch().equals(list);
      case null, default -> false;
    };
  }

  @Override
  public int hashCode() {
    return Recursion.guard(core, () -> fetch().hashCode(), 0);
  }

  @Override
  public String toString() {
    return Recursion.describe(core, () -> fetch().toString(), "(this Collection)");
  }
}
