package dev.procession.manager;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A deque in the manager. */
final class DequeServant<E> implements DequeCore<E>, Durable {
  private final Guard guard = new Guard();

  /** Guarded by the guard. */
  private final DequeItems<E> items;

  DequeServant() {
    this(UNLIMITED);
  }

  /**
   * A deque that forgets.
   *
   * @param maximum how many elements it has at most
   * @throws IllegalArgumentException if that is negative
   */
  DequeServant(int maximum) {
    if (maximum < 0) {
      throw new IllegalArgumentException(
          "maximumLength=" + maximum + " is negative: give 0 or more, or leave it out");
    }
    items = new DequeItems<>(maximum);
  }

  @Override
  public int size() {
    return guard.run(() -> items.view().size());
  }

  @Override
  public int maximumLength() {
    return items.maximum();
  }

  @Override
  public boolean contains(Object element) {
    return guard.run(() -> items.view().contains(element));
  }

  @Override
  public boolean containsAll(Collection<?> elements) {
    return guard.run(() -> new HashSet<>(items.view()).containsAll(elements));
  }

  @Override
  public @Nullable E peekFirst() {
    return guard.run(items::first);
  }

  @Override
  public @Nullable E peekLast() {
    return guard.run(items::last);
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
  public void addFirst(E element) {
    guard.run(() -> items.addFirst(new @Nullable Object[] {element}));
  }

  @Override
  public void addLast(E element) {
    guard.run(() -> items.addLast(new @Nullable Object[] {element}));
  }

  @Override
  public void addAllFirst(List<? extends E> elements) {
    guard.run(() -> items.addFirst(elements.toArray()));
  }

  @Override
  public void addAllLast(List<? extends E> elements) {
    guard.run(() -> items.addLast(elements.toArray()));
  }

  @Override
  public @Nullable E pollFirst() {
    return guard.run(items::pollFirst);
  }

  @Override
  public @Nullable E pollLast() {
    return guard.run(items::pollLast);
  }

  @Override
  public boolean removeFirstOccurrence(Object element) {
    return guard.run(() -> removeOne(element, false));
  }

  @Override
  public boolean removeLastOccurrence(Object element) {
    return guard.run(() -> removeOne(element, true));
  }

  private boolean removeOne(Object element, boolean last) {
    int[] places = Places.of(items.view(), element::equals);
    if (places.length > 0) {
      int place = last ? places[places.length - 1] : places[0];
      items.removeAt(new int[] {place});
    }
    return places.length > 0;
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
  public boolean removeIf(Predicate<? super E> predicate) {
    return guard.run(
        () -> {
          int[] places = Places.of(items.view(), predicate);
          items.removeAt(places);
          return places.length > 0;
        });
  }

  @Override
  public long removeIf(long version, int[] places) {
    return guard.run(
        () -> {
          if (version != items.version()) {
            return -1L;
          }
          items.removeAt(places);
          return items.version();
        });
  }

  @Override
  public void rotate(int steps) {
    guard.run(() -> items.rotate(steps));
  }

  @Override
  public void clear() {
    guard.run(items::clear);
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
