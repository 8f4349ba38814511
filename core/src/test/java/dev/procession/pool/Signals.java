package dev.procession.pool;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * How a test and the tasks that it runs in other processes tell each other how far they are: files
 * in a directory.
 *
 * @param directory of the test
 */
public record Signals(String directory) implements Serializable {
  private static final int POLL_MILLIS = 5;

  /** Signals in a directory. */
  public static Signals in(Path directory) {
    return new Signals(directory.toString());
  }

  private Path file(String name) {
    return Path.of(directory, name);
  }

  /** Says that something has happened. */
  public void raise(String name) throws IOException {
    append(name, "");
  }

  /** Adds a line. */
  public void append(String name, String line) throws IOException {
    Files.writeString(
        file(name), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** Whether something has happened. */
  public boolean isRaised(String name) {
    return Files.exists(file(name));
  }

  /** The lines added so far. */
  public List<String> lines(String name) throws IOException {
    return isRaised(name) ? Files.readAllLines(file(name)) : List.of();
  }

  /** In a task: waits until something has happened. Whoever runs the task has the deadline. */
  public void await(String name) throws InterruptedException {
    while (!isRaised(name)) {
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** In a task: as {@link #await}, but deaf to interrupts. */
  public void awaitStubbornly(String name) {
    while (!isRaised(name)) {
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException ignored) {
        // That is the point.
      }
    }
  }

  /** In a test: waits until something has happened. */
  public void expect(String name) {
    PoolTesting.await(name, () -> isRaised(name));
  }

  /** In a test: waits for a line and reads it as a number. */
  public long expectNumber(String name) throws IOException {
    PoolTesting.await(name, () -> !lines(name).isEmpty() && !lines(name).getFirst().isEmpty());
    return Long.parseLong(lines(name).getFirst());
  }
}
