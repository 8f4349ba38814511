package dev.procession.internal.proc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Has the kernel send children a signal when their parent dies, so that a child which is frozen at
 * that moment notices the death too: {@code SIGCONT}, which does nothing to a child that runs. It
 * then finds the end of its control socket, and ends as every orphan does ({@link ControlThread}).
 *
 * <p>Not {@code SIGKILL}: an orphan still has to end the processes below it that are not ours, to
 * tell {@link ParentEnd} and to run its hooks. Nobody else would do that.
 *
 * <p>The signal is asked for by {@code setpriv}, of util-linux, which then becomes the JVM: it
 * holds from before the JVM's first instruction, and costs less than a millisecond. For a child to
 * ask by itself it would have to link native calls first, for many times that. If the parent dies
 * before {@code setpriv} has asked, the child finds nobody to connect to.
 *
 * <p>The kernel sends the signal when the <em>thread</em> ends that started the child, too, and
 * from then on for the main thread of the process. To resume is all the signal does, so threads
 * that end may start children.
 */
final class ParentDeathSignal {
  private static final List<Path> PLACES =
      List.of(Path.of("/usr/bin/setpriv"), Path.of("/bin/setpriv"));

  /** It has a few tens of kilobytes. What is much larger is many programs in one. */
  private static final long LARGEST = 1 << 20;

  /** Empty where there is nothing that could ask for the signal. */
  private static final List<String> PREFIX = find();

  private ParentDeathSignal() {}

  /** What to put in front of the command of a child; may be nothing. */
  static List<String> prefix() {
    return PREFIX;
  }

  private static List<String> find() {
    if (!Files.isDirectory(Path.of("/proc/self"))) {
      return List.of();
    }
    for (Path place : PLACES) {
      if (canAsk(place)) {
        return List.of(place.toString(), "--pdeathsig", "CONT");
      }
    }
    return List.of();
  }

  /**
   * Whether a program knows the option: there are old and small editions that do not, and would run
   * nothing. To look for the word is cheaper than to try.
   */
  private static boolean canAsk(Path program) {
    try {
      return Files.isExecutable(program)
          && Files.size(program) <= LARGEST
          && new String(Files.readAllBytes(program), StandardCharsets.ISO_8859_1)
              .contains("pdeathsig");
    } catch (IOException unreadable) {
      return false;
    }
  }
}
