package dev.procession.examples.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The lines of one output of a program, read by a thread as they come. */
final class Lines {
  private final Consumer<String> watcher;
  private final Thread reader;

  // Guarded by this, which is notified of each change.
  private final List<String> lines = new ArrayList<>();
  private boolean ended;

  Lines(BufferedReader source, Consumer<String> watcher) {
    this.watcher = watcher;
    this.reader = Thread.ofPlatform().daemon().name("lines").start(() -> read(source));
  }

  private void read(BufferedReader source) {
    try (source) {
      for (String line = source.readLine(); line != null; line = source.readLine()) {
        watcher.accept(line);
        add(line);
      }
    } catch (IOException e) {
      // The program is killed while its output is read; otherwise the output is lost, which shows.
      add("(reading has failed: " + e + ")");
    } finally {
      end();
    }
  }

  private synchronized void add(String line) {
    lines.add(line);
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** The lines so far. */
  synchronized List<String> soFar() {
    return List.copyOf(lines);
  }

  /** All lines, when the output has ended. */
  List<String> all() throws InterruptedException {
    reader.join();
    return soFar();
  }

  /** Waits for a line that matches as a whole; empty if the output ends before, or time is up. */
  synchronized Optional<String> await(String regex, long deadline) throws InterruptedException {
    while (true) {
      Optional<String> found = lines.stream().filter(line -> line.matches(regex)).findFirst();
      long left = deadline - System.nanoTime();
      if (found.isPresent() || ended || left <= 0) {
        return found;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }
}
