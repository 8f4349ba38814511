package dev.procession.manager;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A set in the manager, in the order of insertion. */
final class SetServant<E> implements SetCore<E>, Durable {
  private final Guard guard = new Guard();

  /** All below is guarded by the guard. */
  private final SetItems<E> items = new SetItems<>();

  SetServant() {}

  SetServant(Collection<? extends E> initial) {
    items.add(initial);
  }

  @Override
  public int size() {
    return guard.run(() -> items.view().size());
  }

  @Override
  public boolean contains(@Nullable Object element) {
    return guard.run(() -> items.view().contains(element));
  }

  @Override
  public boolean containsAll(Collection<?> elements) {
    return guard.run(() -> items.view().containsAll(elements));
  }

  @Override
  public boolean isDisjoint(Collection<?> elements) {
    return guard.run(() -> elements.stream().noneMatch(items.view()::contains));
  }

  @Override
  public boolean isSubsetOf(Collection<?> elements) {
    Set<?> others = new HashSet<>(elements);
    return guard.run(() -> others.containsAll(items.view()));
  }

  @Override
  public List<E> elements() {
    return guard.run(() -> new ArrayList<>(items.view()));
  }

  @Override
  public List<E> elements(Collection<?> others, boolean among) {
    Set<?> asked = new HashSet<>(others);
    return select(element -> asked.contains(element) == among);
  }

  private List<E> select(Predicate<? super E> predicate) {
    return guard.run(
        () -> {
          List<E> selected = new ArrayList<>();
          for (E element : items.view()) {
            if (predicate.test(element)) {
              selected.add(element);
            }
          }
          return selected;
        });
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
  public E removeFirst() {
    return guard.run(() -> removed(items.view().getFirst()));
  }

  @Override
  public E removeLast() {
    return guard.run(() -> removed(items.view().getLast()));
  }

  private E removed(E element) {
    items.remove(Collections.singletonList(element));
    return element;
  }

  @Override
  public boolean add(E element) {
    return guard.run(() -> items.add(Collections.singletonList(element)));
  }

  @Override
  public void addFirst(E element) {
    guard.run(() -> items.addFirst(element));
  }

  @Override
  public void addLast(E element) {
    guard.run(() -> items.addLast(element));
  }

  @Override
  public boolean addAll(List<? extends E> elements) {
    return guard.run(() -> items.add(new LinkedHashSet<>(elements)));
  }

  @Override
  public boolean remove(@Nullable Object element) {
    return guard.run(() -> items.remove(Collections.singletonList(element)));
  }

  @Override
  public boolean removeAll(Collection<?> elements) {
    return guard.run(() -> items.remove(elements));
  }

  @Override
  public boolean retainAll(Collection<?> elements) {
    Set<?> wanted = new HashSet<>(elements);
    return removeIf(element -> !wanted.contains(element));
  }

  @Override
  public void toggleAll(List<? extends E> elements) {
    Set<E> asked = new LinkedHashSet<>(elements);
    guard.run(
        () -> {
          List<E> present = new ArrayList<>(asked);
          present.retainAll(items.view());
          present.forEach(asked::remove);
          items.remove(present);
          items.add(asked);
        });
  }

  @Override
  public boolean removeIf(Predicate<? super E> predicate) {
    return guard.run(() -> items.remove(select(predicate)));
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
