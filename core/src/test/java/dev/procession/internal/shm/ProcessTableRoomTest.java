package dev.procession.internal.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.procession.ProcessionException;
import dev.procession.pool.ProcessPool;
import dev.procession.testing.LeakCheck;
import dev.procession.testing.Program;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A {@code /dev/shm} that others have filled, as happens in containers. */
@ExtendWith(LeakCheck.class)
class ProcessTableRoomTest {
  @TempDir private Path directory;

  /** Does without. */
  static final class Pooled {
    public static void main(String[] arguments) {
      try (var pool = ProcessPool.open(1)) {
        int seven = pool.apply(n -> n + 1, 6);
        System.out.println(seven);
      }
    }
  }

  @Test
  void shouldDoWithoutWhenItIsFullFromTheBeginning() throws Exception {
    String fill = "dd if=/dev/zero of=/dev/shm/fill bs=64k count=1";
    assertThat(run("64k", fill, Pooled.class)).containsExactly("7");
  }

  /** Takes slots until there is no room for more. */
  static final class Taking {
    public static void main(String[] arguments) {
      ProcessTable table = ProcessTable.own();
      int taken = 0;
      try {
        for (; taken < ProcessTableLayout.SLOT_COUNT; taken++) {
          table.take();
        }
      } catch (ProcessionException e) {
        System.out.println(taken > 0);
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void shouldSayThatThereIsNoRoomForMoreChildren() throws Exception {
    assertThat(run("16k", "true", Taking.class))
        .containsExactly(
            "true",
            "could not get more shared memory: folder=/dev/shm, size=4096: No space left on"
                + " device; make room there");
  }

  private List<String> run(String size, String before, Class<?> main) throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root can mount");
    String mount =
        "mount -t tmpfs -o size=" + size + " tmpfs /dev/shm && " + before + " 2>/dev/null &&";
    List<String> command =
        new ArrayList<>(List.of("unshare", "-m", "sh", "-c", mount + " exec \"$@\"", "sh"));
    command.addAll(Program.java(List.of(), main));
    try (Program program = Program.start(directory, command)) {
      return program.expectCode(0).out();
    }
  }
}
