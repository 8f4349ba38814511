package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What managed collections promise beyond what the JDK does, through a wire that copies. */
@SuppressWarnings("unchecked")
class ManagedCollectionsTest {
  private static final int THREADS = 4;
  private static final int TIMES = 200;

  private final WireCopies wire = new WireCopies();

  private <K, V> ManagedMap<K, V> map() {
    return new MapProxy<>(wire.over(MapCore.class, new MapServant<K, V>()));
  }

  private <E> ManagedList<E> list() {
    return new ListProxy<>(wire.over(ListCore.class, new ListServant<E>()));
  }

  private <E> ManagedSet<E> set() {
    return new SetProxy<>(wire.over(SetCore.class, new SetServant<E>()));
  }

  private <E> ManagedDeque<E> deque() {
    return new DequeProxy<>(wire.over(DequeCore.class, new DequeServant<E>()));
  }

  /** As each of several threads does it as often. */
  private static void together(Runnable action) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> futures = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        futures.add(
            threads.submit(
                () -> {
                  for (int n = 0; n < TIMES; n++) {
                    action.run();
                  }
                }));
      }
      for (Future<?> future : futures) {
        future.get();
      }
    }
  }

  @Test
  void shouldLoseNoUpdateByFunctionsThatAreSent() throws Exception {
    ManagedMap<String, Integer> counts = map();
    together(() -> counts.merge("n", 1, Integer::sum));
    together(() -> counts.compute("n", (key, n) -> n + 1));
    assertThat(counts.get("n")).isEqualTo(2 * THREADS * TIMES);
  }

  @Test
  void shouldLoseNoUpdateByFunctionsThatCannotBeSent() throws Exception {
    ManagedMap<String, Integer> managed = map();
    ConcurrentMap<String, Integer> counts = managed;
    Object unsendable = new Object();
    together(() -> counts.merge("n", 1, (a, b) -> unsendable.hashCode() == 0 ? a : a + b));
    together(() -> counts.compute("n", (key, n) -> unsendable.hashCode() == 0 ? n : n + 1));
    together(() -> counts.replaceAll((key, n) -> unsendable.hashCode() == 0 ? n : n + 1));
    assertThat(counts.get("n")).isEqualTo(3 * THREADS * TIMES);
  }

  @Test
  void shouldNoticeAChangeToAnEqualValue() {
    var servant = new MapServant<String, Integer>();
    ConcurrentMap<String, Integer> map = new MapProxy<>(servant);
    map.put("a", 1);
    List<Integer> asked = new ArrayList<>();
    map.computeIfPresent(
        "a",
        (key, value) -> {
          if (asked.isEmpty()) {
            map.remove("a");
            map.put("a", 1);
          }
          asked.add(value);
          return value + 1;
        });
    assertThat(asked).containsExactly(1, 1);
    assertThat(map).containsExactly(Map.entry("a", 2));
  }

  @Test
  void shouldLoseNoUpdateOfLists() throws Exception {
    ManagedList<Integer> managed = list();
    managed.addAll(List.of(0, 0, 0));
    List<Integer> list = managed;
    together(() -> list.replaceAll(n -> n + 1));
    together(() -> managed.replaceAll(n -> n + 1));
    assertThat(managed).containsOnly(2 * THREADS * TIMES).hasSize(3);
    together(
        () -> {
          list.add(-1);
          list.removeIf(n -> n < 0);
          managed.add(-1);
          managed.removeIf(n -> n < 0);
        });
    assertThat(managed).hasSize(3);
  }

  @Test
  void shouldSortByWhateverThereIs() {
    ManagedList<String> list = list();
    list.addAll(List.of("ccc", "a", "bb"));
    list.sort(Comparator.comparing(String::length));
    assertThat(list).containsExactly("a", "bb", "ccc");
    list.sort(SendableComparator.by(String::length).reversed());
    assertThat(list).containsExactly("ccc", "bb", "a");
    wire.calls();
    list.sort(null);
    list.sort(Comparator.reverseOrder());
    list.sort((one, other) -> one.compareTo(other));
    assertThat(wire.calls()).isEqualTo(3);
  }

  @Test
  void shouldStayAsItIsWhenAFunctionThrows() {
    ManagedMap<String, Integer> map = map();
    map.putAll(Map.of("a", 1, "b", 0));
    Map<String, Integer> before = map.copy();
    assertThatThrownBy(() -> map.replaceAll((key, value) -> 10 / value))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> map.compute("b", (key, value) -> 10 / value))
        .isInstanceOf(ArithmeticException.class);
    assertThat(map).isEqualTo(before);
    ManagedList<Integer> list = list();
    list.addAll(List.of(1, 2, 0));
    assertThatThrownBy(() -> list.replaceAll(n -> 10 / n)).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> list.removeIf(n -> 10 / n > 0))
        .isInstanceOf(ArithmeticException.class);
    assertThat(list).containsExactly(1, 2, 0);
  }

  @Test
  void shouldMakeOneRoundTripOfBulkOperations() {
    ManagedList<Integer> list = list();
    ManagedMap<Integer, Integer> map = map();
    ManagedSet<Integer> set = set();
    ManagedDeque<Integer> deque = deque();
    List<Integer> some = List.of(1, 2, 3, 4);
    List<Runnable> actions =
        List.of(
            () -> list.addAll(some),
            () -> list.subList(1, 3).clear(),
            () -> assertThat(list.copy()).hasSize(2),
            () -> list.slice(0, 1),
            () -> assertThat(list.stream().mapToInt(n -> n).sum()).isEqualTo(5),
            () -> assertThat(list.toString()).isEqualTo("[1, 4]"),
            () -> assertThat(list.hashCode()).isEqualTo(List.of(1, 4).hashCode()),
            () -> list.retainAll(some),
            () -> map.putAll(Map.of(1, 2, 3, 4)),
            () -> assertThat(map.getAll(List.of(3, 9, 1))).isEqualTo(Map.of(3, 4, 1, 2)),
            () -> map.keySet().removeAll(List.of(1)),
            () -> map.entrySet().forEach(entry -> {}),
            () -> map.keySet().getFirst(),
            () -> set.addAll(some),
            () -> set.intersection(List.of(1)),
            () -> set.removeIf(n -> n > 3),
            () -> deque.addAll(some),
            () -> deque.rotate(1));
    for (int i = 0; i < actions.size(); i++) {
      wire.calls();
      actions.get(i).run();
      // A sub-list asks for the size first.
      assertThat(wire.calls()).as("action %d", i).isEqualTo(i == 1 ? 2 : 1);
    }
  }

  @Test
  void shouldFetchWhatIsIteratedAtItsFirstUse() {
    ManagedList<Integer> list = list();
    list.add(1);
    Iterator<Integer> iterator = list.iterator();
    Stream<Integer> stream = list.stream();
    list.add(2);
    assertThat(iterator.next()).isEqualTo(1);
    list.add(3);
    assertThat(iterator.next()).isEqualTo(2);
    assertThat(iterator.hasNext()).isFalse();
    assertThat(stream).containsExactly(1, 2, 3);

    ManagedMap<Integer, Integer> map = map();
    Iterator<Integer> keys = map.keySet().iterator();
    map.put(1, 1);
    assertThat(keys.next()).isEqualTo(1);
    map.put(2, 2);
    assertThat(keys.hasNext()).isFalse();
  }

  @Test
  void shouldRefuseToWriteThroughAnIteratorToAListThatHasChanged() {
    ManagedList<Integer> list = list();
    list.addAll(List.of(1, 2, 3));
    ListIterator<Integer> iterator = list.listIterator();
    iterator.next();
    iterator.remove();
    iterator.next();
    list.addFirst(0);
    assertThatThrownBy(iterator::remove)
        .isInstanceOf(ConcurrentModificationException.class)
        .hasMessageContaining("removeIf");
    assertThat(list).containsExactly(0, 2, 3);

    ManagedDeque<Integer> deque = deque();
    deque.addAll(List.of(1, 2, 3));
    Iterator<Integer> elements = deque.iterator();
    elements.next();
    deque.pop();
    assertThatThrownBy(elements::remove).isInstanceOf(ConcurrentModificationException.class);
    assertThat(deque).containsExactly(2, 3);
  }

  @Test
  void shouldHoldItselfAndOthers() {
    ManagedList<Object> list = list();
    list.add("a");
    list.add(list);
    assertThat(list.toString()).isEqualTo("[a, (this Collection)]");
    assertThat(list.hashCode()).isEqualTo(list.hashCode());
    assertThat(list.get(1)).isEqualTo(list).isNotSameAs(list);
    ManagedList<Object> inner = (ManagedList<Object>) list.get(1);
    inner.addFirst("b");
    assertThat(list).hasSize(3);

    ManagedMap<String, Object> map = map();
    map.put("list", list);
    list.add(map);
    assertThat(map.toString()).isEqualTo("{list=[b, a, (this Collection), (this Map)]}");
    assertThat(map.hashCode()).isEqualTo(map.hashCode());

    ManagedList<Object> one = list();
    ManagedList<Object> other = list();
    one.add(other);
    other.add(one);
    assertThat(one).isEqualTo(other);
    one.add(1);
    assertThat(one).isNotEqualTo(other);
  }

  @Test
  void shouldGiveCopiesThatSayThatTheyAre() {
    ManagedMap<String, List<Integer>> map = map();
    map.put("a", new ArrayList<>(List.of(1)));
    assertThatThrownBy(() -> map.get("a").add(2))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("copy");
    assertThatThrownBy(() -> map.values().iterator().next().add(2))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> map.copy().get("a").add(2))
        .isInstanceOf(UnsupportedOperationException.class);
    map.compute(
        "a",
        (key, list) -> {
          list.add(2);
          return list;
        });
    assertThat(map.get("a")).containsExactly(1, 2);
    List<Integer> changed = new ArrayList<>(map.get("a"));
    changed.add(3);
    map.put("a", changed);
    map.put("b", map.get("a"));
    assertThat(map).isEqualTo(Map.of("a", List.of(1, 2, 3), "b", List.of(1, 2, 3)));
    LinkedHashMap<String, List<Integer>> copy = map.copy();
    copy.clear();
    assertThat(map).hasSize(2);
  }

  @Test
  void shouldBeEqualByValueAsTheJdkSays() {
    ManagedMap<String, Integer> map = map();
    map.put("a", 1);
    assertThat(map).isEqualTo(new HashMap<>(Map.of("a", 1)));
    assertThat(new HashMap<>(Map.of("a", 1))).isEqualTo(map);
    ManagedMap<String, Integer> other = map();
    assertThat(map).isNotEqualTo(other);
    other.put("a", 1);
    assertThat(map).isEqualTo(other).hasSameHashCodeAs(other);
    assertThat(WireCopies.copy(map)).isEqualTo(map);
    assertThat(WireCopies.copy(map.reversed())).isEqualTo(map);
    ManagedSet<Integer> set = set();
    set.add(null);
    assertThat(set).isEqualTo(Collections.singleton(null));
    ManagedDeque<Integer> deque = deque();
    assertThat(WireCopies.copy(deque)).isEqualTo(deque).hasSameHashCodeAs(deque);
    assertThat(deque).isNotEqualTo(deque());
  }

  @Test
  void shouldChangeNothingThatCannotBeWrittenDown() {
    var servant = new MapServant<String, Integer>();
    servant.put("a", 1);
    servant.writeTo(
        (effect, values) -> {
          throw new IllegalStateException("no room");
        });
    List<Runnable> changes =
        List.of(
            () -> servant.put("a", 2),
            () -> servant.remove("a"),
            servant::clear,
            () -> servant.putAll(List.of("b", 3)),
            servant::pollFirst);
    for (Runnable change : changes) {
      assertThatThrownBy(change::run).isInstanceOf(IllegalStateException.class);
    }
    assertThat(servant.entries()).containsExactly("a", 1);
  }

  @Test
  void shouldSayWhichEffectItDoesNotKnow() {
    List<Durable> servants =
        List.of(new MapServant<>(), new ListServant<>(), new SetServant<>(), new DequeServant<>());
    for (Durable servant : servants) {
      assertThatThrownBy(() -> servant.replay(99, new Object[0]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("effect=99");
    }
  }
}
