package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.internal.wire.ObjectCodec;
import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Copies are as good as what they are copies of, except that they cannot be changed. */
class CopiesTest {
  private static final List<Integer> ITEMS = List.of(1, 2, 3);
  private static final Map<Integer, String> ENTRIES = Map.of(1, "a", 2, "b", 3, "c");

  static Stream<Collection<Integer>> collections() {
    return Stream.of(
        new ArrayList<>(ITEMS),
        Arrays.asList(1, 2, 3),
        new LinkedList<>(ITEMS),
        new HashSet<>(ITEMS),
        new LinkedHashSet<>(ITEMS),
        new TreeSet<>(ITEMS));
  }

  static Stream<Map<Integer, String>> maps() {
    return Stream.of(new HashMap<>(ENTRIES), new LinkedHashMap<>(ENTRIES), new TreeMap<>(ENTRIES));
  }

  private static Object sent(Object value) throws Exception {
    var out = new WireOutput(64);
    ObjectCodec.write(out, value, "a copy");
    var in = new WireInput(Arrays.copyOf(out.array(), out.position()));
    return ObjectCodec.read(in, CopiesTest.class.getClassLoader(), "a copy");
  }

  @ParameterizedTest
  @MethodSource("collections")
  void shouldBeReadAsTheCollection(Collection<Integer> original) throws Exception {
    Collection<Integer> copy = Copies.of(original);
    assertThat(copy).isNotSameAs(original).isEqualTo(original).hasSameHashCodeAs(original);
    assertThat(original).isEqualTo(copy);
    assertThat(copy.toString()).isEqualTo(original.toString());
    assertThat(copy.stream().toList()).isEqualTo(original.stream().toList());
    assertThat(new ArrayList<>(copy)).isEqualTo(new ArrayList<>(original));
    assertThat(copy.toArray()).isEqualTo(original.toArray());
    assertThat(copy).contains(2).hasSize(3);
    Object sent = sent(copy);
    assertThat(sent).isEqualTo(original);
    assertThat(sent.getClass().getPackageName()).isEqualTo("java.util");
  }

  @ParameterizedTest
  @MethodSource("collections")
  void shouldRefuseToChangeTheCollection(Collection<Integer> original) {
    Collection<Integer> copy = Copies.of(original);
    Iterator<Integer> iterator = copy.iterator();
    iterator.next();
    for (Runnable change :
        List.<Runnable>of(
            () -> copy.add(4),
            () -> copy.addAll(List.of(4)),
            () -> copy.remove(1),
            () -> copy.removeAll(List.of(1)),
            () -> copy.retainAll(List.of(1)),
            () -> copy.removeIf(n -> n == 1),
            copy::clear,
            iterator::remove)) {
      assertThatThrownBy(change::run)
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("copy");
    }
    if (copy instanceof List<Integer> list) {
      assertThatThrownBy(() -> list.set(0, 1)).isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> list.sort(null)).isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> list.subList(0, 2).clear())
          .isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> list.reversed().removeFirst())
          .isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> list.replaceAll(n -> 5))
          .isInstanceOf(UnsupportedOperationException.class);
    }
    assertThat(copy).isEqualTo(original).containsExactlyInAnyOrder(1, 2, 3);
  }

  @Test
  void shouldBeReadAsTheDeque() throws Exception {
    var original = new ArrayDeque<>(ITEMS);
    ArrayDeque<Integer> copy = Copies.of(original);
    assertThat(copy).isNotSameAs(original).containsExactly(1, 2, 3);
    assertThat(copy.reversed()).containsExactly(3, 2, 1);
    assertThat((ArrayDeque<?>) sent(copy)).hasSize(3).isExactlyInstanceOf(ArrayDeque.class);
    for (Runnable change :
        List.<Runnable>of(
            copy::pop, copy::poll, copy::pollLast, copy::removeFirst, () -> copy.push(1),
            () -> copy.offer(1), () -> copy.addLast(1), () -> copy.removeIf(n -> true),
            copy::clear)) {
      assertThatThrownBy(change::run).isInstanceOf(UnsupportedOperationException.class);
    }
    assertThat(copy).containsExactly(1, 2, 3);
  }

  @ParameterizedTest
  @MethodSource("maps")
  void shouldBeReadAsTheMap(Map<Integer, String> original) throws Exception {
    Map<Integer, String> copy = Copies.of(original);
    assertThat(copy).isNotSameAs(original).isEqualTo(original).hasSameHashCodeAs(original);
    assertThat(original).isEqualTo(copy);
    assertThat(copy.toString()).isEqualTo(original.toString());
    assertThat(copy.entrySet()).isEqualTo(original.entrySet()).hasSize(3);
    assertThat(copy.keySet()).isEqualTo(original.keySet()).contains(2);
    assertThat(new ArrayList<>(copy.values())).isEqualTo(new ArrayList<>(original.values()));
    assertThat(new HashMap<>(copy)).isEqualTo(original);
    Object sent = sent(copy);
    assertThat(sent).isEqualTo(original);
    assertThat(sent.getClass().getPackageName()).isEqualTo("java.util");
    if (copy instanceof LinkedHashMap<Integer, String> linked) {
      assertThat(linked.sequencedEntrySet().reversed().getLast()).isEqualTo(linked.firstEntry());
      assertThat(linked.reversed().firstEntry()).isEqualTo(linked.lastEntry());
      assertThat(linked.sequencedKeySet().getFirst()).isEqualTo(linked.firstEntry().getKey());
      assertThat(linked.clone()).isEqualTo(original);
    }
  }

  @ParameterizedTest
  @MethodSource("maps")
  void shouldRefuseToChangeTheMap(Map<Integer, String> original) {
    Map<Integer, String> copy = Copies.of(original);
    Map.Entry<Integer, String> entry = copy.entrySet().iterator().next();
    Iterator<Integer> keys = copy.keySet().iterator();
    keys.next();
    for (Runnable change :
        List.<Runnable>of(
            () -> copy.put(4, "d"),
            () -> copy.remove(1),
            () -> copy.putAll(Map.of(4, "d")),
            () -> copy.merge(1, "x", String::concat),
            () -> copy.compute(1, (k, v) -> "x"),
            () -> copy.replaceAll((k, v) -> "x"),
            copy::clear,
            () -> copy.keySet().remove(1),
            () -> copy.values().remove("a"),
            () -> copy.entrySet().clear(),
            keys::remove,
            () -> entry.setValue("x"))) {
      assertThatThrownBy(change::run).isInstanceOf(UnsupportedOperationException.class);
    }
    if (copy instanceof LinkedHashMap<Integer, String> linked) {
      for (Runnable change :
          List.<Runnable>of(
              () -> linked.sequencedEntrySet().getFirst().setValue("x"),
              () -> linked.sequencedEntrySet().reversed().removeFirst(),
              () -> linked.sequencedValues().removeLast(),
              () -> linked.reversed().put(5, "x"),
              linked::pollFirstEntry)) {
        assertThatThrownBy(change::run).isInstanceOf(UnsupportedOperationException.class);
      }
    }
    assertThat(copy).isEqualTo(original);
  }

  @Test
  void shouldCopyWhatIsInside() {
    var original = new ArrayList<Object>(List.of(new LinkedHashMap<>(Map.of("a", 1)), List.of(2)));
    List<Object> copy = Copies.of(original);
    assertThat(copy.get(0)).isInstanceOf(CopiedLinkedHashMap.class);
    assertThat(copy.get(1)).isEqualTo(List.of(2));
    assertThat(Copies.of("text")).isEqualTo("text");
    assertThat((Object) Copies.ofNullable(null)).isNull();
  }
}
