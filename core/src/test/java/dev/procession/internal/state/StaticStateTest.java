package dev.procession.internal.state;

import static dev.procession.internal.state.Forked.call;
import static dev.procession.internal.state.Forked.countOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.Fn;
import dev.procession.Task;
import dev.procession.internal.state.Kinds.Base;
import dev.procession.internal.state.Kinds.Containers;
import dev.procession.internal.state.Kinds.Counting;
import dev.procession.internal.state.Kinds.Cyclic;
import dev.procession.internal.state.Kinds.Derived;
import dev.procession.internal.state.Kinds.Kept;
import dev.procession.internal.state.Kinds.Large;
import dev.procession.internal.state.Kinds.Level;
import dev.procession.internal.state.Kinds.Limited;
import dev.procession.internal.state.Kinds.Limits;
import dev.procession.internal.state.Kinds.Node;
import dev.procession.internal.state.Kinds.Outer;
import dev.procession.internal.state.Kinds.Point;
import dev.procession.internal.state.Kinds.Simple;
import dev.procession.internal.state.Kinds.Single;
import dev.procession.internal.state.Kinds.Sleeper;
import dev.procession.internal.state.Kinds.Table;
import dev.procession.internal.state.Kinds.Witness;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;

/** What a task finds in static fields in a child JVM. */
class StaticStateTest {
  @Test
  void shouldCopyFieldsOfEveryPrimitiveType() throws Exception {
    Simple.flag = true;
    Simple.small = -1;
    Simple.lesser = -2;
    Simple.letter = '\u20ac';
    Simple.number = Integer.MIN_VALUE;
    Simple.big = Long.MAX_VALUE;
    Simple.real = 1.5f;
    Simple.precise = Double.MIN_VALUE;
    Simple.text = "changed";
    Simple.nothing = null;
    assertThat(call(() -> Simple.all())).isEqualTo(Simple.all());
  }

  @Test
  void shouldCopyFinalFields() throws Exception {
    assertThat(call(() -> Simple.finals())).isEqualTo(Simple.finals());
  }

  @Test
  void shouldCopyContainersInFinalFieldsAndKeepAliases() throws Exception {
    Containers.fill();
    assertThat(call(() -> Containers.all()))
        .isEqualTo("[a, b] {key=42} 17 5 true")
        .isEqualTo(Containers.all());
  }

  @Test
  void shouldKeepTheIdentityOfWhatAVariableAndAFieldName() throws Exception {
    List<String> variable = Containers.list();
    assertThat(call(() -> variable == Containers.list())).isTrue();
  }

  @Test
  void shouldCopyGraphsWithCycles() throws Exception {
    Node.leaf = new Node("leaf");
    Node.leaf.next = Node.root;
    Node.root.next = Node.leaf;
    Node captured = Node.leaf;
    assertThat(call(() -> captured == Node.root.next && captured.next == Node.root)).isTrue();
    Cyclic.SELF.put(Cyclic.SELF, "self");
    assertThat(call(() -> Cyclic.SELF.get(Cyclic.SELF))).isEqualTo("self");
  }

  @Test
  void shouldLeaveClassesAloneThatAreNotInitialized() throws Exception {
    Task<Integer> task = () -> Sleeper.value + 1;
    assertThat(call(task)).isEqualTo(2);
    assertThat(Witness.HEARD).isEmpty();
    Sleeper.value = 5;
    assertThat(Witness.HEARD).containsExactly("Sleeper");
    assertThat(call(task)).isEqualTo(6);
  }

  @Test
  void shouldCopyStateOfEnumsButNotTheirConstants() throws Exception {
    Level.current = Level.HIGH;
    Level.USES.put(Level.HIGH, 3);
    assertThat(call(() -> Level.current == Level.HIGH ? Level.USES.get(Level.current) : -1))
        .isEqualTo(3);
    assertThat(countOf((Task<Level>) () -> Level.LOW)).isZero();
  }

  @Test
  void shouldCopyStateOfRecords() throws Exception {
    Point.origin = new Point(1, 2);
    Point.MADE.add(Point.origin);
    long birth = Point.BIRTH;
    assertThat(call(() -> Point.origin.equals(Point.MADE.getFirst()) && Point.BIRTH == birth))
        .isTrue();
  }

  @Test
  void shouldCopyFieldsOfInterfaces() throws Exception {
    Limits.SEEN.add(Limits.MOST);
    assertThat(call(() -> Limited.seen())).containsExactly(10);
    assertThat(call(() -> Limited.SEEN)).containsExactly(10);
  }

  @Test
  void shouldCopyInheritedFields() throws Exception {
    Base.shared = 5;
    assertThat(call(() -> Derived.shared + Derived.read())).isEqualTo(10);
  }

  @Test
  void shouldCopyWhatInnerClassesUse() throws Exception {
    Outer outer = new Outer();
    outer.new Inner();
    assertThat(call(() -> new Outer().new Inner().count())).isEqualTo(2);
  }

  @Test
  void shouldFollowLambdasInsideLambdas() throws Exception {
    Counter.increment();
    Counter.increment();
    Fn<Integer, Integer> fn = n -> List.of(n).stream().mapToInt(m -> m + Counter.increment()).sum();
    assertThat(call(() -> fn.apply(10))).isEqualTo(13);
    Fn<Integer, Integer> composed = fn.andThen(n -> n * 2);
    assertThat(call(() -> composed.apply(10))).isEqualTo(26);
  }

  @Test
  void shouldFollowMethodReferences() throws Exception {
    int before = Counter.increment();
    assertThat(call(Counter::increment)).isEqualTo(before + 1);
  }

  @Test
  void shouldFollowObjectsThatNoCodeNames() throws Exception {
    IntBinaryOperator operator = new Counting();
    Counting.calls = 100;
    assertThat(call(() -> operator.applyAsInt(1, 2))).isEqualTo(103);
    Table.OPERATORS.put("count", operator);
    assertThat(call(() -> Table.OPERATORS.get("count").applyAsInt(1, 2))).isEqualTo(103);
  }

  @Test
  void shouldCopyForAnObjectThatIsATask() throws Exception {
    Node.leaf = new Node("of the object");
    assertThat(call(new Reader())).isEqualTo("of the object");
  }

  /** A task with a class of its own. */
  static final class Reader implements Task<String> {
    private static final long serialVersionUID = 1;

    @Override
    public String call() {
      return read();
    }

    private String read() {
      return Node.leaf.name;
    }
  }

  @Test
  void shouldLeaveLocksAndOperatorsToTheChild() throws Exception {
    Kept.next();
    Kept.next();
    assertThat(call(() -> Kept.next())).isEqualTo(9);
  }

  @Test
  void shouldObeyReadResolve() throws Exception {
    assertThat(call(() -> Single.current == Single.INSTANCE)).isTrue();
  }

  @Test
  void shouldCopyLargeFields() throws Exception {
    Large.bytes = new byte[10 << 20];
    Arrays.fill(Large.bytes, (byte) 3);
    assertThat(call(() -> Large.bytes.length + Large.bytes[9 << 20])).isEqualTo((10 << 20) + 3);
    Large.bytes = new byte[0];
  }

  @Test
  void shouldCopyNothingThatIsNotUsed() {
    Task<Integer> task = () -> 1 + Simple.CONSTANT;
    assertThat(countOf(task)).isZero();
  }

  @Test
  void shouldRehearseAsOftenAsWanted() throws Exception {
    Task<String> task =
        () -> {
          StaticState.rehearse();
          StaticState.rehearse();
          return "done";
        };
    assertThat(call(task)).isEqualTo("done");
  }
}
