package dev.procession.examples;

import dev.procession.ChildProcess;
import dev.procession.sync.SharedBarrier;
import dev.procession.sync.SharedLock;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Three processes write to one log file, each line in two pieces. With a lock around each line all
 * of them are whole. Without one, pieces of others get in between; how many is a matter of luck, so
 * the program tries until there are some, twenty times at most.
 *
 * <p>Tutorial topic: Lock around a shared file
 */
public final class Example20LogFile {
  private static final int LINES = 40;
  private static final int MOST_ATTEMPTS = 20;

  private Example20LogFile() {}

  /** Writes a log with a lock, then without one. */
  public static void main(String[] arguments) throws Exception {
    Path log = Files.createTempFile("example", ".log");
    try {
      write(log, true);
      System.out.println(
          "with the lock: " + Files.readAllLines(log).size() + " lines, torn: " + torn(log));
      int attempts = 0;
      do {
        Files.writeString(log, "");
        write(log, false);
        attempts++;
      } while (torn(log) == 0 && attempts < MOST_ATTEMPTS);
      System.out.println("without the lock, torn: " + torn(log) + " (attempt " + attempts + ")");
    } finally {
      Files.delete(log);
    }
  }

  private static void write(Path log, boolean locked) throws InterruptedException {
    try (var lock = SharedLock.create();
        var together = SharedBarrier.create(3)) {
      List<ChildProcess> writers = new ArrayList<>();
      for (String name : List.of("eva", "max", "ida")) {
        writers.add(
            ChildProcess.of(
                    () -> {
                      // However long it took to start them, all begin at the same moment.
                      together.await();
                      for (int i = 1; i <= LINES; i++) {
                        if (locked) {
                          try (var held = lock.hold()) {
                            writeLine(log, name, i);
                          }
                        } else {
                          writeLine(log, name, i);
                        }
                      }
                    })
                .start());
      }
      for (ChildProcess writer : writers) {
        writer.join();
      }
    }
  }

  private static void writeLine(Path log, String name, int number)
      throws IOException, InterruptedException {
    try (var out = new FileOutputStream(log.toFile(), true)) {
      out.write((name + " writes ").getBytes(StandardCharsets.UTF_8));
      Thread.sleep(1);
      out.write(("line " + number + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  private static long torn(Path log) throws IOException {
    return Files.readAllLines(log).stream()
        .filter(line -> !line.matches("(eva|max|ida) writes line \\d+"))
        .count();
  }
}
