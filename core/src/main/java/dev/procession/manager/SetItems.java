package dev.procession.manager;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a set, and the log of what changes in them. An effect is written before it comes
 * about: what cannot be written changes nothing.
 */
final class SetItems<E> {
  /** Elements; those that are not there come last. */
  private static final int ADD = 1;

  /** An element that comes first. */
  private static final int ADD_FIRST = 2;

  /** An element that comes last. */
  private static final int ADD_LAST = 3;

  /** Elements. */
  private static final int REMOVE = 4;

  private static final int CLEAR = 5;

  private static final int SAVED_AT_ONCE = 2048;

  private final LinkedHashSet<E> items = new LinkedHashSet<>();
  private EffectLog log = EffectLog.NONE;

  /** The elements, to be looked at. */
  SequencedSet<E> view() {
    return Collections.unmodifiableSequencedSet(items);
  }

  boolean add(Collection<? extends E> elements) {
    List<E> added = new ArrayList<>(elements);
    added.removeIf(items::contains);
    if (!added.isEmpty()) {
      log.append(ADD, added.toArray());
      items.addAll(added);
    }
    return !added.isEmpty();
  }

  void addFirst(E element) {
    log.append(ADD_FIRST, new @Nullable Object[] {element});
    items.addFirst(element);
  }

  void addLast(E element) {
    log.append(ADD_LAST, new @Nullable Object[] {element});
    items.addLast(element);
  }

  /** Removes what is there of something. */
  boolean remove(Collection<?> elements) {
    List<?> removed = new ArrayList<>(elements);
    removed.removeIf(element -> !items.contains(element));
    if (!removed.isEmpty()) {
      log.append(REMOVE, removed.toArray());
      // One by one: removeAll of a set may ask the list for each element of the set.
      removed.forEach(items::remove);
    }
    return !removed.isEmpty();
  }

  void clear() {
    if (!items.isEmpty()) {
      log.append(CLEAR);
      items.clear();
    }
  }

  void writeTo(EffectLog newLog) {
    log = newLog;
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // elements may be null
  void replay(int effect, @Nullable Object[] values) {
    switch (effect) {
      case ADD -> add((List<E>) Arrays.asList(values));
      case ADD_FIRST -> addFirst((E) values[0]);
      case ADD_LAST -> addLast((E) values[0]);
      case REMOVE -> remove(Arrays.asList(values));
      case CLEAR -> clear();
      default -> throw Effects.unknown("set", effect);
    }
  }

  void save(EffectLog out) {
    Effects.inParts(items.toArray(), SAVED_AT_ONCE, part -> out.append(ADD, part));
  }
}
