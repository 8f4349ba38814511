package dev.procession.manager;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.SequencedSet;
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

  /** Items have been taken off the head: the number of the take, how many. */
  private static final int POP = 2;

  /** Items that were taken are back at the head: the number of the take. */
  private static final int BACK = 3;

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

  /** Items that were taken have reached their taker: the number of the take, the taker's. */
  private static final int ARRIVED = 9;

  /** Takers have items: the takers' numbers. */
  private static final int KNOWN = 10;

  /** How many takers' numbers are remembered, of those that had items last. */
  private static final int MOST_KNOWN = 1024;

  /** How many items one effect has at most, when all are written. */
  private static final int AT_ONCE = 256;

  private final Deque<QueueItem<E>> items = new ArrayDeque<>();
  private final ClientCounts taken = new ClientCounts();

  /** Takes whose items have not reached their takers, by number. */
  private final SequencedMap<Long, Take<E>> underWay = new LinkedHashMap<>();

  /** What takers called what they have got. */
  private final SequencedSet<Long> known = new LinkedHashSet<>();

  /** What takers called what they have not got, as they have been told. */
  private final SequencedSet<Long> refused = new LinkedHashSet<>();

  private boolean shut;
  private EffectLog log = EffectLog.NONE;

  /** The number of the next take. */
  private long nextTake;

  /** The number of the next item at the tail. */
  private long next;

  /** The number of the last item that came back to the head; lower than any before it. */
  private long front;

  /**
   * Items that have been taken and may come back.
   *
   * @param number which take it is
   * @param client who has taken them; null if that was in another run
   * @param values the items
   * @param <E> their type
   */
  record Take<E>(long number, @Nullable Client client, List<E> values) {}

  int size() {
    return items.size();
  }

  /** Whether what happens is written down. */
  boolean isRemembered() {
    return log != EffectLog.NONE;
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
  Take<E> pop(Client client, int many) {
    log.append(POP, nextTake, many);
    taken.add(client, many);
    return begin(client, many);
  }

  private Take<E> begin(@Nullable Client client, int many) {
    var take = new Take<E>(nextTake++, client, removeFirst(many));
    underWay.put(take.number, take);
    return take;
  }

  /** Items that were taken have not reached their taker. */
  void putBack(Take<E> take) {
    if (underWay.containsKey(take.number)) {
      log.append(BACK, take.number);
      back(take);
    }
  }

  private void back(Take<E> take) {
    underWay.remove(take.number);
    addFirst(take.values);
    if (take.client == null) {
      taken.lowerUnclaimed(take.values.size());
    } else {
      taken.lowerOwn(take.client, take.values.size());
    }
  }

  /**
   * Items that were taken have reached their taker.
   *
   * @param takers what the taker calls them; 0 if it will not ask
   * @return false if it has been told that they had not; then they are back
   */
  boolean arrived(Take<E> take, long takers) {
    if (refused.remove(takers)) {
      putBack(take);
      return false;
    }
    log.append(ARRIVED, take.number, takers);
    arrived(take.number, takers);
    return true;
  }

  private void arrived(long number, long takers) {
    underWay.remove(number);
    if (takers != 0) {
      remember(known, takers);
    }
  }

  /** Whether it is known that items have reached a taker; if not, they never have. */
  boolean hasArrived(long takers) {
    boolean has = known.contains(takers);
    if (!has) {
      remember(refused, takers);
    }
    return has;
  }

  private static void remember(SequencedSet<Long> numbers, long number) {
    numbers.add(number);
    if (numbers.size() > MOST_KNOWN) {
      numbers.removeFirst();
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

  /** What was under way when the manager died has reached nobody. */
  void writeTo(EffectLog newLog) {
    log = newLog;
    for (Take<E> take : List.copyOf(underWay.values()).reversed()) {
      putBack(take);
    }
  }

  @SuppressWarnings("unchecked")
  void replay(int effect, @Nullable Object[] values) {
    switch (effect) {
      case PUSH -> addLast((List<E>) Arrays.asList(values));
      case POP -> {
        nextTake = (Long) Objects.requireNonNull(values[0]);
        int many = (Integer) Objects.requireNonNull(values[1]);
        begin(null, many);
        taken.addUnclaimed(many);
      }
      case BACK -> back(Objects.requireNonNull(underWay.get((Long) values[0])));
      case ARRIVED ->
          arrived(
              (Long) Objects.requireNonNull(values[0]), (Long) Objects.requireNonNull(values[1]));
      case KNOWN -> known.addAll((List<Long>) (List<?>) Arrays.asList(values));
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
    // What is under way is put in first and taken again.
    underWay.values().forEach(take -> target.append(PUSH, take.values.toArray()));
    underWay.values().forEach(take -> target.append(POP, take.number, take.values.size()));
    if (!known.isEmpty()) {
      target.append(KNOWN, known.toArray());
    }
    List<Object> all = new ArrayList<>(items.size());
    items.forEach(item -> all.add(item.value()));
    for (int from = 0; from < all.size(); from += AT_ONCE) {
      target.append(PUSH, all.subList(from, Math.min(all.size(), from + AT_ONCE)).toArray());
    }
    int rest = taken.total() - underWay.values().stream().mapToInt(t -> t.values.size()).sum();
    if (rest > 0) {
      target.append(TAKEN, rest);
    }
    if (shut) {
      target.append(SHUT);
    }
  }
}
