package dev.procession.internal.shm;

import dev.procession.internal.ffm.Syscalls;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The paths under which other processes reach what this process has open: {@code
 * /proc/<pid>/fd/<n>}. The JDK does not tell the number of a descriptor, so it is found by what the
 * system says it leads to.
 */
final class OwnDescriptors {
  /** As the descriptor that is not meant: there is no such one. */
  static final int NONE = -1;

  private static final String FOLDER = "/proc/self/fd";

  /** Whether there are such paths. */
  static final boolean KNOWN =
      !Boolean.getBoolean(Syscalls.PORTABLE) && Files.isDirectory(Path.of(FOLDER));

  /** The number that was found last; the next file often gets the same or one above. */
  private static volatile int lastNumber;

  private OwnDescriptors() {}

  /** How this process itself reaches its descriptor. */
  static Path inside(int number) {
    return Path.of(FOLDER, Integer.toString(number));
  }

  /**
   * The path to the descriptor of this process whose link has the text; null if there is none.
   *
   * @param target what the link says, which is unique
   * @param other a descriptor that is not meant though it has that text
   */
  static @Nullable Path find(String target, int other) throws IOException {
    int guess = lastNumber;
    for (int number = guess; number <= guess + 2; number++) {
      if (number != other && target.equals(target(inside(number)))) {
        return found(number);
      }
    }
    try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of(FOLDER))) {
      for (Path descriptor : open) {
        int number = Integer.parseInt(String.valueOf(descriptor.getFileName()));
        if (number != other && target.equals(target(descriptor))) {
          return found(number);
        }
      }
    }
    return null;
  }

  private static Path found(int number) {
    lastNumber = number;
    return Path.of("/proc/" + ProcessHandle.current().pid() + "/fd/" + number);
  }

  private static @Nullable String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException closedMeanwhile) {
      return null;
    }
  }
}
