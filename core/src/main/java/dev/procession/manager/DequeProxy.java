package dev.procession.manager;

import static java.util.Objects.requireNonNull;

import java.util.AbstractCollection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A deque whose elements are elsewhere.
 *
 * @param <E> the type of elements
 */
final class DequeProxy<E> extends AbstractCollection<E> implements ManagedDeque<E>, CoreHolder {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // what is elsewhere is represented by something that can be sent
  private final DequeCore<E> core;

  DequeProxy(DequeCore<E> core) {
    this.core = core;
  }

  @Override
  public DequeCore<E> core() {
    return core;
  }

  private List<E> fetch() {
    return Copies.each(core.elements());
  }

  private static <E> E found(@Nullable E element) {
    if (element == null) {
      throw new NoSuchElementException("the deque is empty");
    }
    return Copies.of(element);
  }

  private static <E> List<E> listOf(Collection<? extends E> elements) {
    List<E> list = new ArrayList<>(elements);
    list.forEach(element -> requireNonNull(element, "element"));
    return list;
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
  public OptionalInt maximumLength() {
    int maximum = core.maximumLength();
    return maximum == DequeCore.UNLIMITED ? OptionalInt.empty() : OptionalInt.of(maximum);
  }

  @Override
  public boolean contains(@Nullable Object element) {
    return element != null && core.contains(element);
  }

  @Override
  public boolean containsAll(Collection<?> elements) {
    return core.containsAll(new ArrayList<>(elements));
  }

  @Override
  public ArrayDeque<E> copy() {
    return new ArrayDeque<>(fetch());
  }

  @Override
  public void addFirst(E element) {
    core.addFirst(requireNonNull(element, "element"));
  }

  @Override
  public void addLast(E element) {
    core.addLast(requireNonNull(element, "element"));
  }

  @Override
  public boolean addAll(Collection<? extends E> elements) {
    List<E> added = listOf(elements);
    if (!added.isEmpty()) {
      core.addAllLast(added);
    }
    return !added.isEmpty();
  }

  @Override
  public boolean addAllFirst(Collection<? extends E> elements) {
    List<E> added = listOf(elements);
    if (!added.isEmpty()) {
      core.addAllFirst(added);
    }
    return !added.isEmpty();
  }

  @Override
  public boolean add(E element) {
    addLast(element);
    return true;
  }

  @Override
  public boolean offer(E element) {
    addLast(element);
    return true;
  }

  @Override
  public boolean offerLast(E element) {
    addLast(element);
    return true;
  }

  @Override
  public boolean offerFirst(E element) {
    addFirst(element);
    return true;
  }

  @Override
  public void push(E element) {
    addFirst(element);
  }

  @Override
  public @Nullable E pollFirst() {
    return Copies.ofNullable(core.pollFirst());
  }

  @Override
  public @Nullable E pollLast() {
    return Copies.ofNullable(core.pollLast());
  }

  @Override
  public @Nullable E poll() {
    return pollFirst();
  }

  @Override
  public E removeFirst() {
    return found(core.pollFirst());
  }

  @Override
  public E removeLast() {
    return found(core.pollLast());
  }

  @Override
  public E remove() {
    return removeFirst();
  }

  @Override
  public E pop() {
    return removeFirst();
  }

  @Override
  public @Nullable E peekFirst() {
    return Copies.ofNullable(core.peekFirst());
  }

  @Override
  public @Nullable E peekLast() {
    return Copies.ofNullable(core.peekLast());
  }

  @Override
  public @Nullable E peek() {
    return peekFirst();
  }

  @Override
  public E getFirst() {
    return found(core.peekFirst());
  }

  @Override
  public E getLast() {
    return found(core.peekLast());
  }

  @Override
  public E element() {
    return getFirst();
  }

  @Override
  public boolean remove(@Nullable Object element) {
    return removeFirstOccurrence(element);
  }

  @Override
  public boolean removeFirstOccurrence(@Nullable Object element) {
    return element != null && core.removeFirstOccurrence(element);
  }

  @Override
  public boolean removeLastOccurrence(@Nullable Object element) {
    return element != null && core.removeLastOccurrence(element);
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
      if (core.removeIf(snapshot.version(), places) >= 0) {
        return true;
      }
    }
  }

  @Override
  public void rotate(int steps) {
    core.rotate(steps);
  }

  @Override
  public void clear() {
    core.clear();
  }

  @Override
  public Iterator<E> iterator() {
    return new Walk(false);
  }

  @Override
  public Iterator<E> descendingIterator() {
    return new Walk(true);
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
    return other instanceof DequeProxy<?> deque && core.equals(deque.core);
  }

  @Override
  public int hashCode() {
    return core.hashCode();
  }

  @Override
  public String toString() {
    return Recursion.describe(core, () -> fetch().toString(), "(this Collection)");
  }

  /** Goes through a copy, fetched when it is first asked; removals go through by their place. */
  private final class Walk implements Iterator<E> {
    private final boolean backwards;
    private @Nullable List<E> copy;
    private long version;

    /** How many of the copy have been given out. */
    private int given;

    private boolean removable;

    Walk(boolean backwards) {
      this.backwards = backwards;
    }

    private List<E> copy() {
      List<E> found = copy;
      if (found == null) {
        Snapshot<E> snapshot = core.snapshot();
        found = Copies.each(snapshot.elements());
        version = snapshot.version();
        copy = found;
      }
      return found;
    }

    private int place(int number) {
      return backwards ? copy().size() - 1 - number : number;
    }

    @Override
    public boolean hasNext() {
      return given < copy().size();
    }

    @Override
    public E next() {
      if (!hasNext()) {
        throw new NoSuchElementException("the deque ends here: size=" + copy().size());
      }
      removable = true;
      return copy().get(place(given++));
    }

    @Override
    public void remove() {
      if (!removable) {
        throw new IllegalStateException(
            "there is nothing to remove: call next() before each remove()");
      }
      int place = place(given - 1);
      long now = core.removeIf(version, new int[] {place});
      if (now < 0) {
        throw new ConcurrentModificationException(
            "somebody has changed the deque since the iterator fetched its copy (version="
                + version
                + "): use removeIf or a new iterator");
      }
      version = now;
      copy().remove(place);
      given--;
      removable = false;
    }
  }
}
