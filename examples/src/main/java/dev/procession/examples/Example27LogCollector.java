package dev.procession.examples;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import dev.procession.ChildProcess;
import dev.procession.channel.Client;
import dev.procession.channel.Connection;
import dev.procession.channel.Listener;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Processes send log lines over sockets to one collector, which writes each to a file, counts it by
 * its level, and only then confirms it. In the middle of that the collector is killed, and another
 * takes its place: it reads what is in the file. The senders connect again, are told how many of
 * their lines are there, and go on with the next. So no line is lost, and none counts twice.
 *
 * <p>Tutorial topic: logging from several processes over sockets
 */
public final class Example27LogCollector {
  /** How many milliseconds a second lasts. */
  private static final long SECOND = Long.getLong("second", 1000);

  private static final List<String> LEVELS = List.of("DEBUG", "INFO", "INFO", "INFO", "WARNING");
  private static final int LINES = 40;

  private Example27LogCollector() {}

  /** Collects 120 lines of three processes, with an accident. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("logs");
    Path log = Files.createFile(folder.resolve("all.log"));
    var socket = folder.resolve("collector");
    List<ChildProcess> senders = new ArrayList<>();
    for (String name : List.of("eva", "ida", "max")) {
      senders.add(ChildProcess.of(() -> send(name, socket)).start());
    }
    var first = ChildProcess.of(() -> collect(socket, log)).start();
    while (Files.readAllLines(log).size() < LINES) {
      Thread.sleep(SECOND / 100);
    }
    first.kill();
    first.join();
    System.out.println(
        "the first collector has ended by exit code " + first.exitCode().orElseThrow());

    var second = ChildProcess.of(() -> collect(socket, log)).start();
    for (ChildProcess sender : senders) {
      sender.join();
    }
    second.interrupt();
    second.join();
    System.out.println("lines in the file: " + Files.readAllLines(log).size());
    Files.delete(log);
    Files.delete(folder);
  }

  private static void send(String name, Path socket) throws InterruptedException {
    int confirmed = 0;
    while (confirmed < LINES) {
      try (var collector = Client.connect(UnixDomainSocketAddress.of(socket))) {
        collector.send(name);
        int stored = (int) requireNonNull(collector.receive());
        System.out.println(name + " connects: confirmed " + confirmed + ", stored " + stored);
        for (confirmed = stored; confirmed < LINES; Thread.sleep(SECOND / 50)) {
          collector.send(LEVELS.get(confirmed % LEVELS.size()) + " line " + confirmed);
          confirmed = (int) requireNonNull(collector.receive());
        }
      } catch (IOException nobodyIsThere) {
        Thread.sleep(SECOND / 20);
      }
    }
  }

  private static void collect(Path socket, Path log) throws IOException {
    // If a collector was killed, the file of its socket is still there; and if it was writing, the
    // last line has no end. Nobody was told that such a line is stored: off with it.
    Files.deleteIfExists(socket);
    String text = Files.readString(log);
    String whole = text.substring(0, text.lastIndexOf('\n') + 1);
    Files.writeString(log, whole);
    List<String> stored = new CopyOnWriteArrayList<>(whole.lines().toList());
    try (var listener = Listener.open(UnixDomainSocketAddress.of(socket))) {
      while (true) {
        Connection sender = listener.accept();
        Thread.ofVirtual().start(() -> serve(sender, stored, log));
      }
    } catch (InterruptedException end) {
      Map<String, Long> levels =
          stored.stream().collect(groupingBy(it -> it.split(" ", 3)[1], TreeMap::new, counting()));
      System.out.println("counted: " + levels);
    }
  }

  private static void serve(Connection sender, List<String> stored, Path log) {
    try (sender) {
      String name = (String) requireNonNull(sender.receive());
      while (true) {
        sender.send((int) stored.stream().filter(line -> line.startsWith(name)).count());
        String line = name + " " + sender.receive();
        synchronized (stored) {
          Files.writeString(log, line + "\n", StandardOpenOption.APPEND);
          stored.add(line);
        }
      }
    } catch (IOException | InterruptedException gone) {
      // It has sent all it has.
    }
  }
}
