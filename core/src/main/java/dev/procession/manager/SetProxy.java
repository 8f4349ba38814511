package dev.procession.manager;

import static java.util.Objects.requireNonNull;

import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A set whose elements are elsewhere.
 *
 * @param <E> the type of elements
 */
final class SetProxy<E extends @Nullable Object> extends AbstractSet<E>
    implements ManagedSet<E>, CoreHolder {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // what is elsewhere is represented by something that can be sent
  private final SetCore<E> core;

  private final boolean backwards;

  SetProxy(SetCore<E> core) {
    this(core, false);
  }

  private SetProxy(SetCore<E> core, boolean backwards) {
    this.core = core;
    this.backwards = backwards;
  }

  @Override
  public SetCore<E> core() {
    return core;
  }

  @SuppressWarnings("NullAway") // null stays null
  private static <E extends @Nullable Object> E copyOf(E element) {
    return Copies.ofNullable(element);
  }

  private List<E> inOrder(List<E> fetched) {
    Copies.each(fetched);
    if (backwards) {
      Collections.reverse(fetched);
    }
    return fetched;
  }

  private List<E> fetch() {
    return inOrder(core.elements());
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
  public boolean contains(@Nullable Object element) {
    return core.contains(element);
  }

  @Override
  public boolean containsAll(Collection<?> elements) {
    return core.containsAll(new ArrayList<>(elements));
  }

  @Override
  public boolean isSupersetOf(Collection<?> other) {
    return containsAll(other);
  }

  @Override
  public boolean isSubsetOf(Collection<?> other) {
    return core.isSubsetOf(new ArrayList<>(other));
  }

  @Override
  public boolean isDisjoint(Collection<?> other) {
    return core.isDisjoint(new ArrayList<>(other));
  }

  @Override
  public LinkedHashSet<E> copy() {
    return new LinkedHashSet<>(fetch());
  }

  @Override
  public LinkedHashSet<E> union(Collection<? extends E> other) {
    LinkedHashSet<E> union = copy();
    union.addAll(other);
    return union;
  }

  @Override
  public LinkedHashSet<E> intersection(Collection<?> other) {
    return new LinkedHashSet<>(inOrder(core.elements(new ArrayList<>(other), true)));
  }

  @Override
  public LinkedHashSet<E> difference(Collection<?> other) {
    return new LinkedHashSet<>(inOrder(core.elements(new ArrayList<>(other), false)));
  }

  @Override
  public LinkedHashSet<E> symmetricDifference(Collection<? extends E> other) {
    LinkedHashSet<E> difference = copy();
    for (E element : new LinkedHashSet<E>(other)) {
      if (!difference.remove(element)) {
        difference.add(element);
      }
    }
    return difference;
  }

  @Override
  public E getFirst() {
    return copyOf(backwards ? core.last() : core.first());
  }

  @Override
  public E getLast() {
    return copyOf(backwards ? core.first() : core.last());
  }

  @Override
  public E removeFirst() {
    return copyOf(backwards ? core.removeLast() : core.removeFirst());
  }

  @Override
  public E removeLast() {
    return copyOf(backwards ? core.removeFirst() : core.removeLast());
  }

  @Override
  public void addFirst(E element) {
    if (backwards) {
      core.addLast(element);
    } else {
      core.addFirst(element);
    }
  }

  @Override
  public void addLast(E element) {
    if (backwards) {
      core.addFirst(element);
    } else {
      core.addLast(element);
    }
  }

  @Override
  public boolean add(E element) {
    return core.add(element);
  }

  @Override
  public boolean addAll(Collection<? extends E> elements) {
    return core.addAll(new ArrayList<>(elements));
  }

  @Override
  public boolean remove(@Nullable Object element) {
    return core.remove(element);
  }

  @Override
  public boolean removeAll(Collection<?> elements) {
    return core.removeAll(new ArrayList<>(elements));
  }

  @Override
  public boolean retainAll(Collection<?> elements) {
    return core.retainAll(new ArrayList<>(elements));
  }

  @Override
  public void toggleAll(Collection<? extends E> other) {
    core.toggleAll(new ArrayList<E>(other));
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
    List<E> unwanted = fetch();
    unwanted.removeIf(predicate.negate());
    return !unwanted.isEmpty() && core.removeAll(unwanted);
  }

  @Override
  public ManagedSet<E> reversed() {
    return new SetProxy<>(core, !backwards);
  }

  @Override
  public Iterator<E> iterator() {
    return new CopyIterator<>(this::fetch, core::remove);
  }

  @Override
  public Spliterator<E> spliterator() {
    return new LateSpliterator<>(this::fetch, Spliterator.DISTINCT);
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
      case SetProxy<?> set -> core.equals(set.core) || copy().equals(set.copy());
      case Set<?> set -> copy().equals(set);
      case null, default -> false;
    };
  }

  @Override
  public int hashCode() {
    return Recursion.guard(core, () -> copy().hashCode(), 0);
  }

  @Override
  public String toString() {
    return Recursion.describe(core, () -> fetch().toString(), "(this Collection)");
  }
}
