package dev.procession.manager;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a deque with their version, and the log of what changes in them. An effect is
 * written before it comes about: what cannot be written changes nothing.
 */
final class DequeItems<E> {
  /** Elements that come first, one after the other. */
  private static final int ADD_FIRST = 1;

  /** Elements that come last, one after the other. */
  private static final int ADD_LAST = 2;

  private static final int POLL_FIRST = 3;
  private static final int POLL_LAST = 4;

  /** Places, in an array. */
  private static final int REMOVE_AT = 5;

  /** How many go from the end to the beginning, one after the other. */
  private static final int ROTATE = 6;

  private static final int CLEAR = 7;

  private static final int SAVED_AT_ONCE = 2048;

  private final ArrayDeque<E> items = new ArrayDeque<>();
  private final int maximum;
  private EffectLog log = EffectLog.NONE;
  private long version;

  DequeItems(int maximum) {
    this.maximum = maximum;
  }

  /** The elements, to be looked at. */
  Collection<E> view() {
    return Collections.unmodifiableCollection(items);
  }

  int maximum() {
    return maximum;
  }

  /** Another after each change; never negative. */
  long version() {
    return version;
  }

  @Nullable E first() {
    return items.peekFirst();
  }

  @Nullable E last() {
    return items.peekLast();
  }

  @SuppressWarnings("unchecked")
  void addFirst(@Nullable Object[] elements) {
    if (elements.length > 0) {
      log.append(ADD_FIRST, elements);
      version++;
    }
    for (Object element : elements) {
      items.addFirst((E) element);
      if (items.size() > maximum) {
        items.removeLast();
      }
    }
  }

  @SuppressWarnings("unchecked")
  void addLast(@Nullable Object[] elements) {
    if (elements.length > 0) {
      log.append(ADD_LAST, elements);
      version++;
    }
    for (Object element : elements) {
      items.addLast((E) element);
      if (items.size() > maximum) {
        items.removeFirst();
      }
    }
  }

  @Nullable E pollFirst() {
    if (items.isEmpty()) {
      return null;
    }
    log.append(POLL_FIRST);
    version++;
    return items.pollFirst();
  }

  @Nullable E pollLast() {
    if (items.isEmpty()) {
      return null;
    }
    log.append(POLL_LAST);
    version++;
    return items.pollLast();
  }

  void removeAt(int[] places) {
    if (places.length > 0) {
      log.append(REMOVE_AT, (Object) places);
      version++;
      Places.remove(items, places);
    }
  }

  /** Goes the shorter way round. */
  void rotate(int steps) {
    int size = items.size();
    if (size < 2 || steps % size == 0) {
      return;
    }
    log.append(ROTATE, steps);
    version++;
    int forwards = Math.floorMod(steps, size);
    if (forwards <= size / 2) {
      for (int i = 0; i < forwards; i++) {
        items.addFirst(items.removeLast());
      }
    } else {
      for (int i = forwards; i < size; i++) {
        items.addLast(items.removeFirst());
      }
    }
  }

  void clear() {
    if (!items.isEmpty()) {
      log.append(CLEAR);
      version++;
      items.clear();
    }
  }

  void writeTo(EffectLog newLog) {
    log = newLog;
  }

  @SuppressWarnings("NullAway") // numbers are there
  void replay(int effect, @Nullable Object[] values) {
    switch (effect) {
      case ADD_FIRST -> addFirst(values);
      case ADD_LAST -> addLast(values);
      case POLL_FIRST -> pollFirst();
      case POLL_LAST -> pollLast();
      case REMOVE_AT -> removeAt((int[]) values[0]);
      case ROTATE -> rotate((int) values[0]);
      case CLEAR -> clear();
      default -> throw Effects.unknown("deque", effect);
    }
  }

  void save(EffectLog out) {
    Effects.inParts(items.toArray(), SAVED_AT_ONCE, part -> out.append(ADD_LAST, part));
  }
}
