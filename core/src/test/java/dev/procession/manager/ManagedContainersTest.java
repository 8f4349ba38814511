package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.pool.ProcessPool;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheckPerClass;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Lists, maps and sets that several processes use, and what may be in them. */
@ExtendWith(LeakCheckPerClass.class)
class ManagedContainersTest {
  private static Manager manager;

  /** Another process that uses the manager. */
  private static ProcessPool other;

  @BeforeAll
  static void open() {
    manager = Manager.open();
    other = ProcessPool.open(1);
  }

  @AfterAll
  static void close() {
    other.close();
    manager.close();
  }

  private static ManagedList<Integer> upTo(int count) {
    return manager.list(IntStream.range(0, count).boxed().toList());
  }

  // ---- lists ------------------------------------------------------------------------------------

  @Test
  @Conformance("_TestContainers.test_list")
  void shouldBeAListForAllProcesses() {
    ManagedList<Integer> a = upTo(10);
    assertThat(other.apply(a::copy)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    ManagedList<Integer> b = manager.list();
    assertThat(b).isEmpty();
    b.addAll(upTo(5));
    assertThat(b.get(2)).isEqualTo(2);
    assertThat(b.slice(2, 5)).containsExactly(2, 3, 4);
    b.addAll(b.copy());
    assertThat(b).containsExactly(0, 1, 2, 3, 4, 0, 1, 2, 3, 4);
    List<Integer> plain = new ArrayList<>(b);
    plain.addAll(List.of(5, 6));
    assertThat(plain).hasSize(12);
    assertThat(b).hasSize(10);
    assertThat(a).hasSize(10);
    ManagedList<ManagedList<Integer>> both = manager.list(List.of(a, b));
    assertThat(both).containsExactly(a, b);
    assertThat(both.get(0)).containsExactlyElementsOf(a);
    ManagedList<ManagedList<Integer>> nested = manager.list(List.of(a));
    other.apply(() -> a.add(100));
    assertThat(nested.get(0).getLast()).isEqualTo(100);
    assertThat(nested.toString()).isEqualTo("[[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 100]]");
  }

  @Test
  @Conformance({"_TestContainers.test_list_isinstance", "TestSyncManagerTypes.test_list"})
  void shouldHaveAllOperationsOfLists() {
    ManagedList<Integer> list = manager.list();
    assertThat(list).isInstanceOf(List.class);
    other.apply(
        () -> {
          List<Integer> o = list;
          o.add(5);
          o.addAll(List.of(1, 3));
          o.add(0, 9);
          expect(o.equals(List.of(9, 5, 1, 3)));
          expect(o.indexOf(1) == 2 && o.contains(9) && !o.contains(8) && o.lastIndexOf(8) == -1);
          expect(o.remove(0) == 9 && o.remove(Integer.valueOf(5)) && !o.remove(Integer.valueOf(5)));
          Collections.reverse(o);
          expect(o.equals(List.of(3, 1)));
          o.set(1, 7);
          o.addFirst(4);
          o.sort(null);
          expect(o.getFirst() == 3 && o.getLast() == 7 && o.removeLast() == 7);
          o.replaceAll(n -> n * 2);
          o.removeIf(n -> n == 8);
          return o.subList(0, 1).size();
        });
    assertThat(list).containsExactly(6);
    assertThat(list.reversed()).containsExactly(6);
    assertThat(Collections.frequency(list, 6)).isEqualTo(1);
    list.clear();
    assertThat(list).isEmpty();
    assertThatThrownBy(() -> list.get(0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(list::removeLast).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  @Conformance("_TestContainers.test_list_iter")
  void shouldIterateOnceOverWhatIsThereWhenItBegins() {
    ManagedList<Integer> list = upTo(3);
    var iterator = list.iterator();
    other.apply(() -> list.add(3));
    var seen = new ArrayList<Integer>();
    iterator.forEachRemaining(seen::add);
    assertThat(seen).containsExactly(0, 1, 2, 3);
    assertThat(iterator.hasNext()).isFalse();
    list.add(4);
    assertThat(iterator.hasNext()).isFalse();
  }

  @Test
  @Conformance("_TestContainers.test_list_proxy_in_list")
  void shouldHoldListsInLists() {
    ManagedList<ManagedList<Object>> outer = manager.list();
    for (int i = 0; i < 3; i++) {
      outer.add(manager.list(IntStream.range(0, 3).boxed().toList()));
    }
    outer.get(0).set(1, 55);
    ManagedList<Object> inner = outer.get(2);
    other.apply(() -> outer.get(2).add("last"));
    assertThat(inner).containsExactly(0, 1, 2, "last");
    assertThat(outer.get(0)).containsExactly(0, 55, 2);
    assertThat(outer.get(1)).hasSize(3);
    outer.remove(2);
    other.apply(() -> inner.add("still there"));
    assertThat(inner).hasSize(5);
    outer.clear();

    ManagedList<Object> itself = manager.list();
    itself.add(itself);
    Object within = itself.get(0);
    assertThat(within).isInstanceOf(ManagedList.class);
    assertThat(((List<?>) within).get(0)).isInstanceOf(ManagedList.class);
    assertThat(itself.size()).isEqualTo(1);
    itself.clear();
    assertThat(itself).isEmpty();
  }

  // ---- maps -------------------------------------------------------------------------------------

  @Test
  @Conformance("_TestContainers.test_dict")
  void shouldBeAMapForAllProcesses() {
    ManagedMap<Integer, String> map = manager.map();
    other.apply(
        () -> {
          for (int i = 65; i < 70; i++) {
            map.put(i, Character.toString(i));
          }
          return null;
        });
    assertThat(map.copy()).isEqualTo(Map.of(65, "A", 66, "B", 67, "C", 68, "D", 69, "E"));
    assertThat(map.keySet()).containsExactly(65, 66, 67, 68, 69);
    assertThat(map.values()).containsExactly("A", "B", "C", "D", "E");
    assertThat(map.entrySet()).contains(Map.entry(66, "B")).hasSize(5);
    assertThat(Manager.copyOf(map)).isInstanceOf(LinkedHashMap.class).isEqualTo(map.copy());
  }

  @Test
  @Conformance({"_TestContainers.test_dict_isinstance", "TestSyncManagerTypes.test_dict"})
  void shouldHaveAllOperationsOfMaps() {
    ManagedMap<String, Integer> map = manager.map(Map.of("foo", 5));
    other.apply(
        () -> {
          expect(map.putIfAbsent("foo", 9) == 5 && map.putIfAbsent("bar", 6) == null);
          expect(map.getOrDefault("nobody", 1) == 1 && map.get("nobody") == null);
          expect(map.replace("foo", 7) == 5 && map.replace("foo", 7, 8) && !map.remove("foo", 7));
          expect(map.computeIfAbsent("new", String::length) == 3);
          expect(map.computeIfPresent("new", (k, v) -> null) == null);
          expect(map.compute("bar", (k, v) -> Objects.requireNonNull(v) + 1) == 7);
          expect(map.merge("bar", 1, Integer::sum) == 8);
          map.putAll(Map.of("baz", 1));
          return null;
        });
    assertThat(map).containsExactlyInAnyOrderEntriesOf(Map.of("foo", 8, "bar", 8, "baz", 1));
    assertThat(map.reversed().keySet()).containsExactly("baz", "bar", "foo");
    assertThat(map.pollLastEntry()).isEqualTo(Map.entry("baz", 1));
    assertThat(map.firstEntry()).isEqualTo(Map.entry("foo", 8));
    assertThat(map.remove("foo")).isEqualTo(8);
    map.clear();
    assertThat(map).isEmpty();
    assertThat(map.pollFirstEntry()).isNull();
    assertThatThrownBy(() -> map.put("a", null)).isInstanceOf(NullPointerException.class);
  }

  /** Python throws when the size changes meanwhile; this iterates over one moment. */
  @Test
  @Conformance("_TestContainers.test_dict_iter")
  void shouldIterateOverTheKeysOfOneMoment() {
    ManagedMap<Integer, Integer> map = manager.map();
    for (int i = 0; i < 10; i++) {
      map.put(i, i);
    }
    int seen = 0;
    for (Integer key : map.keySet()) {
      assertThat(key).isEqualTo(seen++);
      other.apply(() -> map.put(100, 1));
    }
    assertThat(seen).isEqualTo(10);
    assertThat(map).hasSize(11);
  }

  @Test
  @Conformance("_TestContainers.test_dict_proxy_nested")
  void shouldHoldMapsInMapsAndLists() {
    ManagedMap<String, Integer> pets = manager.map(Map.of("ferrets", 2));
    ManagedMap<String, Object> supplies = manager.map();
    ManagedMap<String, Object> things = manager.map();
    things.put("pets", pets);
    things.put("supplies", supplies);
    other.apply(
        () -> {
          supplies.put("water", 10);
          pets.put("hamsters", 4);
          return null;
        });
    assertThat(things.get("pets")).isEqualTo(pets);
    assertThat(((Map<?, ?>) things.get("supplies")).get("water")).isEqualTo(10);
    assertThat(((Map<?, ?>) things.get("pets")).get("hamsters")).isEqualTo(4);

    ManagedList<ManagedMap<String, Object>> list = manager.list(List.of(things));
    things.put("plain", new LinkedHashMap<>(Map.of("a", 1)));
    Object plain = list.get(0).get("plain");
    assertThat(plain).isNotInstanceOf(ManagedMap.class).isEqualTo(Map.of("a", 1));
    assertThatThrownBy(() -> castToMap(plain).put("b", 2))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("copy");
    ManagedMap<String, Object> again = list.get(0);
    assertThat(castToMap(again.get("pets"))).containsEntry("ferrets", 2);
  }

  /** The only proxies of the inner objects are dropped, and found again in the outer ones. */
  @Test
  @Conformance("_TestContainers.test_dict_proxy_nested")
  void shouldKeepWhatOnlyOthersHold() {
    ManagedMap<String, ManagedList<ManagedMap<String, Integer>>> outer = manager.map();
    outer.put("list", manager.list());
    outer.get("list").add(manager.map(Map.of("a", 1)));
    for (int i = 0; i < 3; i++) {
      System.gc();
      other.apply(() -> outer.get("list").get(0).merge("a", 1, Integer::sum));
    }
    assertThat(outer.get("list").get(0).get("a")).isEqualTo(4);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> castToMap(Object map) {
    return (Map<String, Object>) map;
  }

  // ---- sets -------------------------------------------------------------------------------------

  @Test
  @Conformance({
    "TestSyncManagerTypes.test_set",
    "TestSyncManagerTypes.test_set_contain_all_method"
  })
  void shouldHaveAllOperationsOfSets() {
    ManagedSet<Integer> set = manager.set();
    assertThat(set).isInstanceOf(Set.class);
    other.apply(
        () -> {
          expect(set.addAll(List.of(1, 2, 3)) && !set.add(1) && set.add(4));
          expect(set.size() == 4 && set.contains(2) && !set.isEmpty());
          expect(set.remove(4) && !set.remove(4));
          expect(set.equals(Set.of(1, 2, 3)));
          expect(set.union(List.of(5)).equals(Set.of(1, 2, 3, 5)));
          expect(set.intersection(List.of(2, 9)).equals(Set.of(2)));
          expect(set.difference(List.of(2)).equals(Set.of(1, 3)));
          expect(set.symmetricDifference(List.of(3, 4)).equals(Set.of(1, 2, 4)));
          expect(set.isSubsetOf(List.of(1, 2, 3, 4)) && set.isSupersetOf(List.of(1)));
          expect(set.isDisjoint(List.of(7)) && !set.isDisjoint(List.of(1)));
          set.toggleAll(List.of(3, 4));
          expect(set.equals(Set.of(1, 2, 4)));
          expect(set.retainAll(List.of(1, 4)) && set.removeAll(List.of(1)));
          expect(set.containsAll(List.of(4)) && set.removeFirst() == 4);
          return null;
        });
    assertThat(set).isEmpty();
    assertThatThrownBy(set::getFirst).isInstanceOf(NoSuchElementException.class);
    set.addAll(List.of(3, 1));
    assertThat(set.removeIf(n -> n == 3)).isTrue();
    assertThat(set.copy()).containsExactly(1);
    assertThat(set.reversed()).containsExactly(1);
    assertThat(set.toString()).isEqualTo("[1]");
    set.clear();
    assertThat(set).isEmpty();
  }

  @Test
  @Conformance("TestSyncManagerTypes.test_set_init")
  void shouldMakeSetsOfOtherCollections() {
    assertThat(manager.set(Set.of(1, 2, 3))).containsExactlyInAnyOrder(1, 2, 3);
    assertThat(manager.set(List.of("a", "b", "b"))).containsExactly("a", "b");
    assertThat(manager.set(Map.of("key", 1).keySet())).containsExactly("key");
    assertThat(manager.set(manager.set(List.of(4)))).containsExactly(4);
    assertThatThrownBy(() -> manager.set(null)).isInstanceOf(NullPointerException.class);
  }

  // ---- other things in containers ---------------------------------------------------------------

  @Test
  @Conformance("_TestContainers.test_nested_queue")
  void shouldHoldQueuesInListsAndMaps() throws Exception {
    ManagedList<ManagedQueue<Integer>> list = manager.list(List.of(manager.queue()));
    ManagedMap<String, ManagedQueue<Integer>> map = manager.map();
    map.put("queue", manager.queue(1));
    other.apply(
        () -> {
          list.get(0).put(7);
          map.get("queue").put(8);
          expect(!map.get("queue").offer(9));
          return null;
        });
    assertThat(list.get(0).take()).isEqualTo(7);
    assertThat(map.get("queue").take()).isEqualTo(8);
  }

  @Test
  @Conformance({"_TestContainers.test_namespace", "TestSyncManagerTypes.test_namespace"})
  void shouldHaveNamespaces() {
    Namespace namespace = manager.namespace();
    other.apply(
        () -> {
          namespace.set("name", "Bob");
          namespace.set("job", "Builder");
          namespace.set("_hidden", "hidden");
          return null;
        });
    assertThat(namespace.get("name")).isEqualTo("Bob");
    assertThat(namespace.remove("job")).isTrue();
    assertThat(namespace.toString()).isEqualTo("Namespace(name=Bob)");
    assertThat(namespace.get("_hidden", String.class)).isEqualTo("hidden");
    assertThat(namespace.has("job")).isFalse();
    assertThatThrownBy(() -> namespace.get("job")).isInstanceOf(NoSuchElementException.class);
    assertThat(namespace.names()).containsExactlyInAnyOrder("name", "_hidden");
  }

  /** What a process of ours has to find. */
  private static void expect(boolean holds) {
    if (!holds) {
      throw new AssertionError();
    }
  }
}
