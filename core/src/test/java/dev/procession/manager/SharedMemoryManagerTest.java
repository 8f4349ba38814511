package dev.procession.manager;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ChildProcess;
import dev.procession.memory.ShareableList;
import dev.procession.memory.SharedMemory;
import dev.procession.memory.SharedMemoryException;
import dev.procession.pool.PoolTesting;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheckPerClass;
import dev.procession.testing.Program;
import dev.procession.testing.Warnings;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Named memory that goes with its manager. */
@ExtendWith(LeakCheckPerClass.class)
class SharedMemoryManagerTest {
  private static final List<String> OPTIONS = List.of("--enable-native-access=ALL-UNNAMED");

  @TempDir private static Path directory;

  private static boolean exists(String name) {
    try {
      SharedMemory.attach(name).close();
      return true;
    } catch (SharedMemoryException e) {
      return false;
    }
  }

  @Test
  @Conformance("_TestSharedMemory.test_shared_memory_SharedMemoryManager_basics")
  void shouldUnlinkAllWhenItIsClosed() throws Exception {
    SharedMemoryManager manager = SharedMemoryManager.open();
    List<String> names;
    try (manager;
        SharedMemory memory = manager.sharedMemory(32);
        ShareableList list = manager.shareableList(1L, "two", null);
        ShareableList another = manager.shareableList(List.of(4L))) {
      assertThat(memory.size()).isEqualTo(32);
      assertThat(memory.isOwner()).isFalse();
      assertThat(list).containsExactly(1L, "two", null);
      names = manager.names();
      assertThat(names)
          .containsExactly(
              memory.name(), list.sharedMemory().name(), another.sharedMemory().name());
      Tries.inChild(
          () -> {
            memory.segment().set(JAVA_BYTE, 5, (byte) 5);
            list.set(0, 11);
          });
      assertThat(memory.segment().get(JAVA_BYTE, 5)).isEqualTo((byte) 5);
      assertThat(list.get(0)).isEqualTo(11L);
      assertThatThrownBy(() -> manager.sharedMemory(0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("size=0");
      assertThatThrownBy(() -> manager.shareableList(new Object()))
          .isInstanceOf(RuntimeException.class);
      manager.close();
      assertThat(names).noneMatch(SharedMemoryManagerTest::exists);
      // Who is attached may go on.
      assertThat(list.get(1)).isEqualTo("two");
    }
    assertThatThrownBy(() -> manager.sharedMemory(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(manager::names).isInstanceOf(IllegalStateException.class);
    manager.close();
  }

  /** That no size is given is found by the compiler. */
  @Test
  @Conformance("_TestSharedMemory.test_invalid_shared_memory_creation")
  void shouldRefuseSizesThatAreNone() {
    try (SharedMemoryManager manager = SharedMemoryManager.open()) {
      for (long size : new long[] {-1, 0, Long.MIN_VALUE}) {
        assertThatThrownBy(() -> SharedMemory.create(size))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("size=" + size);
        assertThatThrownBy(() -> SharedMemory.create("never-made", size))
            .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> manager.sharedMemory(size))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("size=" + size);
      }
      assertThat(manager.names()).isEmpty();
    }
  }

  /** A program that leaves the unlinking to its manager. */
  static final class Quiet {
    public static void main(String[] arguments) {
      try (SharedMemoryManager manager = SharedMemoryManager.open()) {
        manager.sharedMemory(8).close();
        manager.shareableList(1, 2).close();
      }
    }
  }

  @Test
  @Conformance("_TestSharedMemory.test_shared_memory_SharedMemoryManager_reuses_resource_tracker")
  void shouldSayNothingAtItsEnd() throws Exception {
    try (var program = Program.start(directory, OPTIONS, Quiet.class)) {
      program.expectCode(0);
      assertThat(program.err()).isEmpty();
    }
  }

  @Test
  void shouldKeepWhatAChildHasMadeUntilItIsClosed() throws Exception {
    try (SharedMemoryManager manager = SharedMemoryManager.open()) {
      ChildProcess child =
          ChildProcess.of(
                  () -> {
                    manager.sharedMemory(100).segment().set(JAVA_BYTE, 7, (byte) 7);
                    manager.close();
                    Runtime.getRuntime().halt(3);
                  })
              .start();
      assertThat(child.join(PoolTesting.DEADLINE)).isTrue();
      assertThat(child.exitCode()).hasValue(3);
      try (SharedMemory memory = SharedMemory.attach(manager.names().getFirst())) {
        assertThat(memory.segment().get(JAVA_BYTE, 7)).isEqualTo((byte) 7);
        memory.unlink();
      }
      manager.sharedMemory(5).close();
    }
  }

  @Test
  @Conformance("_TestSharedMemory.test_shared_memory_SharedMemoryServer_ignores_sigint")
  void shouldNotMindTheTerminalsInterrupt() throws Exception {
    try (SharedMemoryManager manager = SharedMemoryManager.open()) {
      String pid = String.valueOf(manager.pid());
      assertThat(new ProcessBuilder("kill", "-INT", pid).start().waitFor()).isZero();
      try (SharedMemory memory = manager.sharedMemory(1)) {
        assertThat(memory.size()).isEqualTo(1);
      }
      assertThat(PoolTesting.isAlive(manager.pid())).isTrue();
    }
  }

  @Test
  void shouldLeaveNothingWhenItsProcessIsKilled() throws Exception {
    try (var warnings = new Warnings("dev.procession.memory");
        SharedMemoryManager manager = SharedMemoryManager.open();
        SharedMemory memory = manager.sharedMemory(8)) {
      Tries.kill(manager.pid());
      assertThatThrownBy(() -> manager.sharedMemory(8)).isInstanceOf(ManagerDiedException.class);
      PoolTesting.await("it is gone", () -> !exists(memory.name()));
      warnings.expect("count=1");
    }
  }

  /** A program that makes some, and waits. */
  static final class Opener {
    public static void main(String[] arguments) throws Exception {
      SharedMemoryManager manager = SharedMemoryManager.open();
      System.out.println(manager.sharedMemory(8).name());
      System.out.println("made");
      Tries.sleepForEver();
    }
  }

  @Test
  void shouldLeaveNothingWhenItsOpenerIsKilled() throws Exception {
    try (var program = Program.start(directory, Opener.class)) {
      program.expectLine("made");
      String name = program.out().getFirst();
      assertThat(exists(name)).isTrue();
      program.kill();
      PoolTesting.await("it is gone", () -> !exists(name));
    }
  }
}
