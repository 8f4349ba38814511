package dev.procession.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.procession.ProcessionException;
import dev.procession.testing.LeakCheck;
import dev.procession.testing.Program;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A queue that grows until there is no more memory. */
@ExtendWith(LeakCheck.class)
class QueueRoomTest {
  private static final int SIZE = 10_000;

  @TempDir private Path directory;

  /** Puts until there is no room, takes what is there, and puts again. */
  static final class Glutton {
    public static void main(String[] arguments) throws Exception {
      try (var queue = SharedQueue.<byte[]>create()) {
        int first = fill(queue);
        System.out.println(first > 20);
        System.out.println(queue.size() == first);
        for (int i = 0; i < first; i++) {
          byte[] item = queue.take();
          if (item.length != SIZE || item[0] != (byte) i || item[SIZE - 1] != (byte) i) {
            throw new AssertionError("item " + i + " is torn");
          }
        }
        System.out.println(queue.isEmpty());
        System.out.println(fill(queue) > 20);
      }
    }

    private static int fill(SharedQueue<byte[]> queue) throws InterruptedException {
      int count = 0;
      while (true) {
        byte[] item = new byte[SIZE];
        item[0] = (byte) count;
        item[SIZE - 1] = (byte) count;
        try {
          queue.put(item);
        } catch (ProcessionException noRoom) {
          System.out.println(noRoom.getMessage());
          return count;
        }
        count++;
      }
    }
  }

  @Test
  void shouldKeepWhatIsThereWhenTheFileSystemIsFull() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root can mount");
    String mount = "mount -t tmpfs -o size=1m tmpfs /dev/shm && exec \"$@\"";
    List<String> command = new ArrayList<>(List.of("unshare", "-m", "sh", "-c", mount, "sh"));
    command.addAll(Program.java(List.of("-Ddev.procession.portable=true"), Glutton.class));
    try (var program = Program.start(directory, command)) {
      program.expectCode(0);
      assertThat(program.out()).hasSize(6);
      assertThat(program.out().get(0))
          .startsWith("could not get more shared memory: kind=queue, size=");
      assertThat(program.out().subList(1, 4)).containsExactly("true", "true", "true");
      assertThat(program.out().get(5)).isEqualTo("true");
      assertThat(program.err()).isEmpty();
    }
  }
}
