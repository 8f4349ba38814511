package dev.procession.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.procession.ChildProcess;
import dev.procession.testing.LeakCheck;
import dev.procession.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A full {@code /dev/shm}, and none. */
@ExtendWith(LeakCheck.class)
class SharedMemoryFolderTest {
  @TempDir private Path directory;

  /** Says what becomes of segments for which there is no room, and what is left of them. */
  static final class Greedy {
    public static void main(String[] arguments) throws IOException {
      SharedMemory first = SharedMemory.create("first", 150_000);
      for (long size : new long[] {150_000, 900_000, 2_000_000}) {
        try {
          SharedMemory.create("second", size);
        } catch (SharedMemoryException e) {
          System.out.println(e.getMessage());
        }
      }
      try (var files = Files.list(Names.FOLDER)) {
        System.out.println(files.filter(f -> !f.toString().contains("procession")).toList());
      }
      first.segment().fill((byte) 1);
      first.unlink();
    }
  }

  @Test
  void shouldFailAtOnceWhenTheFileSystemIsFull() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root can mount");
    String mount = "mount -t tmpfs -o size=256k tmpfs /dev/shm && exec \"$@\"";
    List<String> inSmallFolder = List.of("unshare", "-m", "sh", "-c", mount, "sh");
    List<String> command = new ArrayList<>(inSmallFolder);
    command.addAll(Program.java(List.of(), Greedy.class));
    try (var program = Program.start(directory, command)) {
      program.expectCode(0);
      String fact = "could not make shared memory: name=second, size=";
      assertThat(program.out()).hasSize(4);
      assertThat(program.out().get(0)).isEqualTo(fact + "150000: No space left on device");
      assertThat(program.out().get(1)).isEqualTo(fact + "900000: No space left on device");
      assertThat(program.out().get(2))
          .startsWith(
              fact + "2000000: no space left: the file system has room for less: size=2000000");
      assertThat(program.out().get(3)).isEqualTo("[/dev/shm/first]");
      assertThat(program.err()).isEmpty();
    }
  }

  /** Uses memory in a folder of its own, with a child, and forgets one segment. */
  static final class Portable {
    public static void main(String[] arguments) throws Exception {
      Path folder = Path.of(System.getProperty("java.io.tmpdir"), "procession-memory-root");
      SharedMemory memory = SharedMemory.create("mine", 10);
      ChildProcess child =
          ChildProcess.of(
                  () -> {
                    memory.asByteBuffer().put(0, (byte) 5);
                    SharedMemory.create("forgotten", 10);
                  })
              .start();
      child.join();
      System.out.println(child.exitCode().getAsInt() + " " + memory.asByteBuffer().get(0));
      System.out.println(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
      System.out.println(Files.exists(folder.resolve("forgotten")));
      memory.unlink();
    }
  }

  @Test
  void shouldUseAFolderOfTheUsersWhereThereIsNoSharedMemory() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "the folder is named so");
    Path folder = Files.createDirectory(directory.resolve("tmp"));
    try (var program =
        Program.start(
            directory,
            List.of("-Ddev.procession.portable=true", "-Djava.io.tmpdir=" + folder),
            Portable.class)) {
      program.expectCode(0);
      assertThat(program.out()).containsExactly("0 5", "rwx------", "true");
      assertThat(program.err()).contains("count=1, names=[forgotten]");
    }
    try (var left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }
}
