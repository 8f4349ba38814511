package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ChildProcess;
import dev.procession.memory.SharedInt;
import dev.procession.testing.LeakCheck;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class MethodCallTest {

  @Test
  void shouldCallTheMethod() throws Throwable {
    var call = new MethodCall(Comparator.class.getMethod("compare", Object.class, Object.class));
    Comparator<String> order = Comparator.naturalOrder();
    assertThat(call.run(order, new Object[] {"a", "b"})).isEqualTo(-1);
    assertThat(call.run(order, new Object[] {"b", "a"})).isEqualTo(1);
  }

  @Test
  void shouldPassOnWhatTheMethodThrows() throws Exception {
    var call = new MethodCall(List.class.getMethod("get", int.class));
    assertThatThrownBy(() -> call.run(List.of(), new Object[] {3}))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  /** What calls methods takes long to make in a fresh JVM, and is for managers. */
  @Test
  void shouldMakeNothingInAProcessThatHasOnlyProxies() throws Exception {
    try (var manager = Manager.open();
        var made = SharedInt.create(-1)) {
      ManagedMap<String, Integer> map = manager.map();
      var child =
          ChildProcess.of(
              () -> {
                map.put("a", 1);
                made.set(madeCalls(MapCore.class));
              });
      child.start().join();
      assertThat(map.get("a")).isEqualTo(1);
      assertThat(made.get()).isZero();
    }
  }

  private static int madeCalls(Class<?> type) {
    Operations operations = Operations.of(type);
    int made = 0;
    Operation operation = operations.get(0);
    for (int i = 1; operation != null; i++) {
      made += operation.call().handle == null ? 0 : 1;
      operation = operations.get(i);
    }
    return made;
  }
}
