package dev.procession.manager;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a list with their version, and the log of what changes in them. An effect is
 * written before it comes about: what cannot be written changes nothing.
 */
final class ListItems<E> {
  /** Elements that come last. */
  private static final int APPEND = 1;

  /** An index, and elements that come there. */
  private static final int INSERT = 2;

  /** An index and the element there. */
  private static final int SET = 3;

  /** Two indexes: what is between them goes, without what is at the second. */
  private static final int REMOVE = 4;

  /** Places, in an array. */
  private static final int REMOVE_AT = 5;

  /** All elements. */
  private static final int SET_ALL = 6;

  private static final int SAVED_AT_ONCE = 2048;

  private final ArrayList<E> items = new ArrayList<>();
  private EffectLog log = EffectLog.NONE;
  private long version;

  /** The elements, to be looked at. */
  List<E> view() {
    return Collections.unmodifiableList(items);
  }

  /** Another after each change. */
  long version() {
    return version;
  }

  E set(int index, E element) {
    Objects.checkIndex(index, items.size());
    log.append(SET, index, element);
    version++;
    return items.set(index, element);
  }

  @SuppressWarnings("unchecked")
  void insert(int index, @Nullable Object[] elements) {
    if (index < 0 || index > items.size()) {
      throw new IndexOutOfBoundsException("index=" + index + ", size=" + items.size());
    }
    if (elements.length == 0) {
      return;
    }
    if (index == items.size()) {
      log.append(APPEND, elements);
    } else {
      var values = new Object[elements.length + 1];
      values[0] = index;
      System.arraycopy(elements, 0, values, 1, elements.length);
      log.append(INSERT, values);
    }
    version++;
    if (elements.length == 1) {
      items.add(index, (E) elements[0]);
    } else {
      items.addAll(index, (List<E>) Arrays.asList(elements));
    }
  }

  E remove(int index) {
    E removed = items.get(index);
    removeRange(index, index + 1);
    return removed;
  }

  void removeRange(int from, int to) {
    Objects.checkFromToIndex(from, to, items.size());
    if (from < to) {
      log.append(REMOVE, from, to);
      version++;
      items.subList(from, to).clear();
    }
  }

  void removeAt(int[] places) {
    if (places.length > 0) {
      log.append(REMOVE_AT, (Object) places);
      version++;
      Places.remove(items, places);
    }
  }

  @SuppressWarnings("unchecked")
  void setAll(@Nullable Object[] elements) {
    log.append(SET_ALL, elements);
    version++;
    items.clear();
    items.addAll((List<E>) Arrays.asList(elements));
  }

  void writeTo(EffectLog newLog) {
    log = newLog;
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // indexes are there
  void replay(int effect, @Nullable Object[] values) {
    switch (effect) {
      case APPEND -> insert(items.size(), values);
      case INSERT -> insert((int) values[0], Arrays.copyOfRange(values, 1, values.length));
      case SET -> set((int) values[0], (E) values[1]);
      case REMOVE -> removeRange((int) values[0], (int) values[1]);
      case REMOVE_AT -> removeAt((int[]) values[0]);
      case SET_ALL -> setAll(values);
      default -> throw Effects.unknown("list", effect);
    }
  }

  void save(EffectLog out) {
    Effects.inParts(items.toArray(), SAVED_AT_ONCE, part -> out.append(APPEND, part));
  }
}
