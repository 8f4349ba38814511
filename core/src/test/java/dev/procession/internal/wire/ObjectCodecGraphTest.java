package dev.procession.internal.wire;

import static dev.procession.internal.wire.WireTesting.copy;
import static dev.procession.internal.wire.WireTesting.encode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.NotSendableException;
import dev.procession.internal.wire.Samples.Cell;
import dev.procession.internal.wire.Samples.Node;
import dev.procession.internal.wire.Samples.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Shared references and cycles survive; what is nested too deeply is refused in words. */
class ObjectCodecGraphTest {
  private static final int FAR_TOO_DEEP = 200_000;

  @Test
  void shouldKeepSharedReferences() {
    List<Integer> shared = new ArrayList<>(List.of(1));
    List<List<Integer>> copied = copy(List.of(shared, shared));
    assertThat(copied.get(0)).isEqualTo(shared).isSameAs(copied.get(1));
  }

  @Test
  void shouldKeepReferencesSharedByRecordsThatAreNotSerializable() {
    int[] shared = {1};
    var pair = new Pair<>(shared, shared);
    List<Pair<int[], int[]>> copied = copy(new ArrayList<>(List.of(pair, pair)));
    assertThat(copied.get(0)).isSameAs(copied.get(1));
    assertThat(copied.get(0).first()).containsExactly(1).isSameAs(copied.get(0).second());
  }

  @Test
  void shouldKeepReferencesSharedByOptionalsAndEntries() {
    List<Integer> shared = new ArrayList<>(List.of(1));
    var copied = copy(new ArrayList<>(List.of(Optional.of(shared), Map.entry(shared, shared))));
    Object first = ((Optional<?>) copied.get(0)).orElseThrow();
    assertThat(first).isEqualTo(shared);
    assertThat(((Map.Entry<?, ?>) copied.get(1)).getKey()).isSameAs(first);
    assertThat(((Map.Entry<?, ?>) copied.get(1)).getValue()).isSameAs(first);
  }

  @Test
  void shouldKeepCyclesOfObjects() {
    var a = new Node();
    var b = new Node();
    a.next = b;
    b.next = a;
    a.value = "a";
    b.value = new Object[] {a, b};
    Node copied = copy(a);
    Node next = (Node) copied.next;
    assertThat(copied.value).isEqualTo("a");
    assertThat(next).isNotSameAs(copied);
    assertThat(next.next).isSameAs(copied);
    assertThat((Object[]) next.value).containsExactly(copied, next);
  }

  @Test
  void shouldKeepCyclesOfListsAlsoThroughRecordsAndOptionals() {
    List<Object> list = new ArrayList<>();
    list.add(list);
    list.add(Optional.of(list));
    list.add(new Pair<>(list, 1));
    List<Object> copied = copy(list);
    assertThat(copied.get(0)).isSameAs(copied);
    assertThat(((Optional<?>) copied.get(1)).orElseThrow()).isSameAs(copied);
    assertThat(((Pair<?, ?>) copied.get(2)).first()).isSameAs(copied);
  }

  @Test
  void shouldCopyListsNestedAsDeeplyAsAnyoneNeeds() {
    Object deep = nested(300);
    Object copied = copy(deep);
    int depth = 0;
    while (copied instanceof List<?> list && !list.isEmpty()) {
      copied = list.getFirst();
      depth++;
    }
    assertThat(depth).isEqualTo(300);
  }

  @Test
  void shouldRefuseListsNestedTooDeeply() {
    Object deep = nested(FAR_TOO_DEEP);
    assertThatThrownBy(() -> encode(deep))
        .isInstanceOf(NotSendableException.class)
        .hasMessage("cannot send the value of type java.util.ArrayList: it is nested too deeply");
  }

  @Test
  void shouldRefuseRecordsNestedTooDeeply() {
    Cell deep = Cell.chain(FAR_TOO_DEEP);
    assertThatThrownBy(() -> encode(deep))
        .isInstanceOf(NotSendableException.class)
        .hasMessageContaining(Cell.class.getName())
        .hasMessageContaining("nested too deeply");
  }

  @Test
  void shouldCopyChainsOfRecordsBeyondTheFastPath() {
    Cell chain = Cell.chain(300);
    Cell copied = copy(chain);
    int length = 0;
    for (Cell cell = copied; cell != null; cell = cell.next()) {
      length++;
    }
    assertThat(length).isEqualTo(300);
  }

  private static Object nested(int depth) {
    List<Object> list = new ArrayList<>();
    for (int i = 0; i < depth; i++) {
      list = new ArrayList<>(List.of(list));
    }
    return list;
  }

  @Test
  void shouldWriteRecordsOnceThatAreSharedManyTimes() {
    Pair<?, ?> pair = new Pair<>(1, 2);
    for (int i = 0; i < 60; i++) {
      pair = new Pair<>(pair, pair);
    }
    Pair<?, ?> copy = copy(pair);
    for (int i = 0; i < 60; i++) {
      assertThat(copy.first()).isSameAs(copy.second());
      copy = (Pair<?, ?>) copy.first();
    }
    assertThat(copy).isEqualTo(new Pair<>(1, 2));
  }
}
