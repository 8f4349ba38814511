package dev.procession.manager;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is in a queue, who has taken items that were not acknowledged, and the effects that are
 * written down of what happens. Each is written before it happens: if it cannot be, it does not
 * happen. Used with the queue's guard held.
 */
final class QueueState<E> {
  /** Items have come to the tail: the items. */
  private static final int PUSH = 1;

  /** Items have been taken off the head: how many. */
  private static final int POP = 2;

  /** Items are back at the head: the items. */
  private static final int FRONT = 3;

  /** Of the items that were taken some are dealt with: how many. */
  private static final int DONE = 4;

  /** Items have been removed: their positions, in ascending order. */
  private static final int DROP = 5;

  /** All items have been removed. */
  private static final int CLEAR = 6;

  /** Nothing can be put any more. */
  private static final int SHUT = 7;

  /** Items had been taken and not acknowledged: how many. */
  private static final int TAKEN = 8;

  /** How many items one effect has at most, when all are written. */
  private static final int AT_ONCE = 256;

  private final Deque<QueueItem<E>> items = new ArrayDeque<>();
  private final ClientCounts taken = new ClientCounts();
  private boolean shut;
  private EffectLog log = EffectLog.NONE;

  /** The number of the next item at the tail. */
  private long next;

  /** The number of the last item that came back to the head; lower than any before it. */
  private long front;

  int size() {
    return items.size();
  }

  boolean isShut() {
    return shut;
  }

  long unfinished() {
    return (long) items.size() + taken.total();
  }

  @Nullable E peek() {
    QueueItem<E> first = items.peek();
    return first == null ? null : first.value();
  }

  boolean contains(@Nullable Object value) {
    return items.stream().anyMatch(item -> item.value().equals(value));
  }

  List<QueueItem<E>> items() {
    return new ArrayList<>(items);
  }

  // ---- what happens to it -----------------------------------------------------------------------

  void push(List<E> values) {
    log.append(PUSH, values.toArray());
    addLast(values);
  }

  /** Takes so many items, which must be there. */
  List<E> pop(Client client, int many) {
    log.append(POP, many);
    taken.add(client, many);
    return removeFirst(many);
  }

  /** Items that were taken for a client have not reached it. */
  void putBack(Client client, List<E> values) {
    log.append(FRONT, values.toArray());
    addFirst(values);
    int less = taken.lowerOwn(client, values.size());
    if (less > 0) {
      log.append(DONE, less);
    }
  }

  /** An item is dealt with; false if none was taken. */
  boolean done(Client client) {
    if (taken.total() == 0) {
      return false;
    }
    log.append(DONE, 1);
    taken.lower(client, 1);
    return true;
  }

  /** What a client has taken counts no longer. */
  void forget(Client client) {
    int many = taken.of(client);
    if (many > 0) {
      log.append(DONE, many);
      taken.remove(client);
    }
  }

  /** Removes the first item that equals this; false if there is none. */
  boolean dropFirst(@Nullable Object value) {
    int position = 0;
    for (QueueItem<E> item : items) {
      if (item.value().equals(value)) {
        dropAt(new int[] {position});
        return true;
      }
      position++;
    }
    return false;
  }

  /** Removes items; false if there are none such. */
  boolean drop(Predicate<QueueItem<E>> which) {
    int[] positions = new int[items.size()];
    int many = 0;
    int position = 0;
    for (QueueItem<E> item : items) {
      if (which.test(item)) {
        positions[many++] = position;
      }
      position++;
    }
    if (many > 0) {
      dropAt(Arrays.copyOf(positions, many));
    }
    return many > 0;
  }

  private void dropAt(int[] positions) {
    log.append(DROP, positions);
    removeAt(positions);
  }

  /** Removes all; returns how many there were. */
  int clear() {
    int many = items.size();
    if (many > 0) {
      log.append(CLEAR);
      items.clear();
    }
    return many;
  }

  /** Has nothing put any more; returns how many items were dropped. */
  int shut(boolean drop) {
    if (!shut) {
      log.append(SHUT);
      shut = true;
    }
    return drop ? clear() : 0;
  }

  // ---- the items themselves ---------------------------------------------------------------------

  private void addLast(List<E> values) {
    for (E value : values) {
      items.addLast(new QueueItem<>(next++, value));
    }
  }

  private void addFirst(List<E> values) {
    for (E value : values.reversed()) {
      items.addFirst(new QueueItem<>(--front, value));
    }
  }

  private List<E> removeFirst(int many) {
    List<E> values = new ArrayList<>(many);
    for (int i = 0; i < many; i++) {
      values.add(items.remove().value());
    }
    return values;
  }

  private void removeAt(int[] positions) {
    int position = 0;
    int removed = 0;
    for (Iterator<QueueItem<E>> i = items.iterator(); removed < positions.length; position++) {
      i.next();
      if (position == positions[removed]) {
        i.remove();
        removed++;
      }
    }
  }

  // ---- remembering it ---------------------------------------------------------------------------

  void writeTo(EffectLog newLog) {
    log = newLog;
  }

  @SuppressWarnings("unchecked")
  void replay(int effect, @Nullable Object[] values) {
    switch (effect) {
      case PUSH -> addLast((List<E>) Arrays.asList(values));
      case FRONT -> addFirst((List<E>) Arrays.asList(values));
      case POP -> {
        removeFirst(number(values));
        taken.addUnclaimed(number(values));
      }
      case TAKEN -> taken.addUnclaimed(number(values));
      case DONE -> taken.lowerUnclaimed(number(values));
      case DROP -> removeAt((int[]) Objects.requireNonNull(values[0]));
      case CLEAR -> items.clear();
      case SHUT -> shut = true;
      default ->
          throw new IllegalArgumentException(
              "a queue knows no effect="
                  + effect
                  + ": use the version of Procession that wrote this journal, or begin a new one");
    }
  }

  private static int number(@Nullable Object[] values) {
    return (Integer) Objects.requireNonNull(values[0]);
  }

  void save(EffectLog target) {
    List<Object> all = new ArrayList<>(items.size());
    items.forEach(item -> all.add(item.value()));
    for (int from = 0; from < all.size(); from += AT_ONCE) {
      target.append(PUSH, all.subList(from, Math.min(all.size(), from + AT_ONCE)).toArray());
    }
    if (taken.total() > 0) {
      target.append(TAKEN, taken.total());
    }
    if (shut) {
      target.append(SHUT);
    }
  }
}
