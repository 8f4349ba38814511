package dev.procession.benchmarks.start;

import dev.procession.benchmarks.harness.Contestant;
import dev.procession.benchmarks.harness.IdleProcesses;
import dev.procession.benchmarks.harness.Local;
import dev.procession.benchmarks.harness.NamedPipe;
import dev.procession.benchmarks.harness.NotAvailableException;
import dev.procession.benchmarks.harness.Results;
import dev.procession.benchmarks.harness.Setting;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How programs do the work that are started by hand, with {@link ProcessBuilder}. */
final class BareWork {
  /** As {@code java} starts if nobody says anything. */
  static final List<String> PLAIN = List.of();

  /** What makes a short program fast without further preparation. */
  static final List<String> LEAN =
      List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private BareWork() {}

  /** A {@code java} that reports when its {@code main} begins. */
  static Contestant firstLine(List<String> options) throws Exception {
    return Local.of(
        NamedPipe.create(),
        pipe -> {
          List<String> command = java(options, Hello.class, pipe.location());
          long start = System.nanoTime();
          run(command);
          return (pipe.receiveNow() - start) / 1e9;
        });
  }

  /** A {@code java} whose {@code main} is empty, nearly. */
  static Contestant join(List<String> options) throws Exception {
    return command(java(options, Hello.class));
  }

  /** Start and end of some program. */
  static Contestant command(List<String> command) throws NotAvailableException {
    try {
      start(command).destroyForcibly();
    } catch (IOException e) {
      throw new NotAvailableException(command.getFirst() + " is not installed", e);
    }
    return Local.of(
        () -> {},
        ignored -> {
          long start = System.nanoTime();
          run(command);
          return Local.since(start);
        });
  }

  /** A {@code java} that sleeps. */
  static Contestant sleep(IdleProcesses.Reading reading, Setting setting) throws Exception {
    Process process =
        new ProcessBuilder(java(PLAIN, Sleeper.class))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Results.check(process.getInputStream().read(), (int) '\n');
    return new IdleProcesses(
        List.of(process.pid()),
        reading,
        StartBenchmarks.IDLE,
        setting,
        () -> process.destroyForcibly().waitFor());
  }

  private static void run(List<String> command) throws Exception {
    Results.check(start(command).waitFor(), 0);
  }

  private static Process start(List<String> command) throws IOException {
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** The same JDK as this program's, with the classes of the benchmarks alone. */
  private static List<String> java(List<String> options, Class<?> main, String... arguments)
      throws URISyntaxException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    Path classes = Path.of(main.getProtectionDomain().getCodeSource().getLocation().toURI());
    command.addAll(List.of("-cp", classes.toString(), main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }
}
