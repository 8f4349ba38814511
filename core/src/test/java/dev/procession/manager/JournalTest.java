package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.Context;
import dev.procession.ProcessionException;
import dev.procession.StartMethod;
import dev.procession.testing.LeakCheckPerClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A manager that remembers. */
@ExtendWith(LeakCheckPerClass.class)
class JournalTest {
  @TempDir Path folder;

  private Path file;

  @BeforeEach
  void choose() {
    file = folder.resolve("journal");
  }

  private Manager open() {
    return Manager.open(c -> c.journal(file));
  }

  private static void kill(Manager manager) {
    long pid = manager.pid();
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }

  @Test
  void shouldGoOnAfterItsDeath() throws Exception {
    try (var manager = open()) {
      ManagedMap<String, Integer> map = manager.map();
      ManagedList<String> list = manager.list(List.of("a"));
      ManagedSet<Integer> set = manager.set();
      ManagedQueue<Integer> queue = manager.queue(5);
      ManagedCounter counter = manager.counter(3);
      ManagedDeque<Integer> deque = manager.deque();
      map.put("x", 1);
      map.merge("x", 1, Integer::sum);
      list.add("b");
      set.addAll(List.of(1, 2, 3));
      set.remove(2);
      queue.put(1);
      queue.put(2);
      queue.put(3);
      assertThat(queue.take()).isEqualTo(1);
      counter.add(4);
      deque.addFirst(9);
      long before = manager.pid();
      kill(manager);
      assertThat(map).isEqualTo(Map.of("x", 2));
      assertThat(manager.pid()).isNotEqualTo(before);
      assertThat(list).containsExactly("a", "b");
      assertThat(set).containsExactly(1, 3);
      assertThat(queue).containsExactly(2, 3);
      assertThat(queue.take()).isEqualTo(2);
      assertThat(counter.get()).isEqualTo(7);
      assertThat(deque).containsExactly(9);
      kill(manager);
      assertThat(queue.take()).isEqualTo(3);
      assertThat(queue.poll()).isNull();
    }
  }

  @Test
  void shouldKeepWhatHasANameForTheNextProgram() {
    try (var manager = open()) {
      manager.named("jobs").<String, Integer>map().put("a", 1);
      ManagedList<ManagedMap<String, Integer>> list = manager.named("list").list();
      list.add(manager.named("jobs").map());
    }
    try (var manager = open()) {
      assertThat(manager.names()).containsExactlyInAnyOrder("jobs", "list");
      assertThat(manager.named("jobs").<String, Integer>map()).isEqualTo(Map.of("a", 1));
      ManagedList<ManagedMap<String, Integer>> list = manager.named("list").list();
      list.getFirst().put("b", 2);
      assertThat(manager.named("jobs").<String, Integer>map()).hasSize(2);
      assertThat(manager.remove("jobs")).isTrue();
    }
    try (var manager = open()) {
      assertThat(manager.names()).containsExactly("list");
    }
  }

  @Test
  void shouldForgetATornEnd() throws IOException {
    try (var manager = open()) {
      manager.named("n").counter().set(7);
    }
    byte[] whole = Files.readAllBytes(file);
    for (int less = 1; less < 12; less++) {
      Files.write(file, java.util.Arrays.copyOf(whole, whole.length - less));
      // A process of its own reads no other way.
      Context here = Context.standard().startMethod(StartMethod.THREAD);
      try (var manager = Manager.open(c -> c.journal(file).context(here))) {
        assertThat(manager.named("n").counter().get()).isZero();
      }
    }
  }

  @Test
  void shouldRefuseWhatIsNoJournal() throws IOException {
    Files.writeString(file, "this is a letter to my aunt");
    assertThatThrownBy(this::open)
        .isInstanceOf(ProcessionException.class)
        .hasMessageContaining("not a journal");
    assertThat(Files.readString(file)).isEqualTo("this is a letter to my aunt");
  }

  @Test
  void shouldRefuseAJournalThatIsInUse() {
    try (var first = open()) {
      assertThat(first.names()).isEmpty();
      assertThatThrownBy(this::open)
          .isInstanceOf(ProcessionException.class)
          .hasMessageContaining("another manager uses the journal");
    }
  }
}
