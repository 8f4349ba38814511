package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ChildProcess;
import dev.procession.testing.LeakCheckPerClass;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a manager's objects are to the processes that use them. */
@ExtendWith(LeakCheckPerClass.class)
class ManagerTest {
  private static Manager manager;

  @BeforeAll
  static void open() {
    manager = Manager.open();
  }

  @AfterAll
  static void close() {
    manager.close();
  }

  @Test
  void shouldShareAMapWithAChild() throws Exception {
    ManagedMap<String, Integer> map = manager.map();
    map.put("a", 1);
    run(
        () -> {
          map.merge("a", 41, Integer::sum);
          map.put("b", 2);
        });
    assertThat(map).containsEntry("a", 42).containsEntry("b", 2).hasSize(2);
  }

  @Test
  void shouldMergeThroughThePlainInterface() {
    ConcurrentMap<String, Integer> map = manager.map();
    map.merge("a", 1, Integer::sum);
    map.merge("a", 1, Integer::sum);
    assertThat(map.get("a")).isEqualTo(2);
  }

  @Test
  void shouldRefuseToChangeACopy() {
    ManagedMap<String, List<Integer>> map = manager.map();
    map.put("a", new ArrayList<>(List.of(1)));
    assertThatThrownBy(() -> map.get("a").add(2))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("copy");
  }

  @Test
  void shouldNestObjects() throws Exception {
    ManagedMap<String, ManagedList<Integer>> map = manager.map();
    ManagedList<Integer> inner = manager.list();
    map.put("inner", inner);
    map.get("inner").add(7);
    run(() -> map.get("inner").add(8));
    assertThat(inner).containsExactly(7, 8);
    assertThat(map.get("inner")).isEqualTo(inner);
  }

  @Test
  void shouldLockAcrossProcesses() throws Exception {
    ManagedLock lock = manager.lock();
    ManagedCounter counter = manager.counter();
    ManagedValue<Integer> value = manager.value(0);
    var children = new ArrayList<ChildProcess>();
    for (int i = 0; i < 2; i++) {
      children.add(
          ChildProcess.of(
                  () -> {
                    for (int k = 0; k < 100; k++) {
                      lock.lock();
                      try {
                        value.set(value.get() + 1);
                      } finally {
                        lock.unlock();
                      }
                      counter.increment();
                    }
                  })
              .start());
    }
    for (ChildProcess child : children) {
      child.join();
      assertThat(child.exitCode()).hasValue(0);
    }
    assertThat(value.get()).isEqualTo(200);
    assertThat(counter.get()).isEqualTo(200);
  }

  @Test
  void shouldHandOverItemsBetweenProcesses() throws Exception {
    ManagedQueue<Integer> queue = manager.queue(2);
    var child =
        ChildProcess.of(
                () -> {
                  for (int i = 0; i < 100; i++) {
                    queue.put(i);
                  }
                })
            .start();
    for (int i = 0; i < 100; i++) {
      assertThat(queue.take()).isEqualTo(i);
    }
    child.join();
    assertThat(child.exitCode()).hasValue(0);
  }

  private static void run(dev.procession.Action action) throws InterruptedException {
    var child = ChildProcess.of(action).start();
    child.join();
    assertThat(child.exitCode()).hasValue(0);
  }
}
