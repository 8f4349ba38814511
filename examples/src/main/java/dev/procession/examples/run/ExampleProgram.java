package dev.procession.examples.run;

import dev.procession.ClassArchive.State;
import dev.procession.ClassArchives;
import dev.procession.Context;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * An example that runs in a JVM of its own. Whoever uses it may read and type as a person at a
 * terminal does. Killed when it is closed, and when its time is up.
 */
public final class ExampleProgram implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(180);

  /** Examples are many JVMs that live for moments. */
  private static final List<String> OPTIONS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "-XX:+UseSerialGC",
          "-XX:-UsePerfData",
          "-XX:TieredStopAtLevel=1");

  private static final String ARCHIVES = "dev.procession.aot";

  /** Properties that an example has as this JVM does: where temporary files and archives are. */
  private static final List<String> PASSED_ON =
      List.of("java.io.tmpdir", ARCHIVES, "dev.procession.cache");

  private final Process process;
  private final long begin = System.nanoTime();
  private final Lines out;
  private final Lines err;
  private final BufferedWriter in;

  private ExampleProgram(Process process, Consumer<String> watcher) {
    this.process = process;
    this.out = new Lines(process.inputReader(), watcher);
    this.err = new Lines(process.errorReader(), watcher);
    this.in = process.outputWriter();
  }

  /**
   * Starts an example.
   *
   * @param main its class
   * @param options of its JVM
   * @param arguments its arguments
   * @param watcher gets each line as it is printed
   * @return the running program
   * @throws IOException if it cannot be started
   */
  public static ExampleProgram start(
      Class<?> main, List<String> options, List<String> arguments, Consumer<String> watcher)
      throws IOException {
    return start(command(main, options, arguments), watcher);
  }

  /**
   * Starts an example in another way.
   *
   * @param command what to run
   * @param watcher gets each line as it is printed
   * @return the running program
   * @throws IOException if it cannot be started
   */
  public static ExampleProgram start(List<String> command, Consumer<String> watcher)
      throws IOException {
    return new ExampleProgram(new ProcessBuilder(command).start(), watcher);
  }

  /**
   * Has an archive of loaded classes made for the children of examples, if there is none: each of
   * them begins sooner then, and none has one made while others are timed.
   *
   * @throws InterruptedException if this thread is interrupted
   */
  public static void prepare() throws InterruptedException {
    if ("false".equals(System.getProperty(ARCHIVES))) {
      return;
    }
    Context children =
        Context.initial().inheritOptions(false).jvmOptions(OPTIONS.toArray(String[]::new));
    List<Path> classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .toList();
    State state = ClassArchives.of(children, classPath).state();
    if (state == State.MISSING || state == State.STALE || state == State.DAMAGED) {
      System.err.println("Preparing a fast start ...");
      ClassArchives.build(children, classPath);
    }
  }

  /** The command that runs an example with the class path of this JVM. */
  static List<String> command(Class<?> main, List<String> options, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(OPTIONS);
    for (String name : PASSED_ON) {
      String value = System.getProperty(name);
      if (value != null) {
        command.add("-D" + name + "=" + value);
      }
    }
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return command;
  }

  /**
   * The process id.
   *
   * @return of the example's main process
   */
  public long pid() {
    return process.pid();
  }

  /**
   * Waits until the example has printed a line.
   *
   * @param regex what the line must match as a whole
   * @return the first such line
   * @throws InterruptedException if this thread is interrupted
   * @throws AssertionError if the example ends without it, or time is up
   */
  public String awaitLine(String regex) throws InterruptedException {
    return out.await(regex, deadline())
        .orElseThrow(() -> failure("it did not print a line that matches: regex=" + regex));
  }

  /**
   * Types a line.
   *
   * @param line the line
   * @throws IOException if the example does not read any more
   */
  public void type(String line) throws IOException {
    in.write(line);
    in.newLine();
    in.flush();
  }

  /**
   * Ends the input, as Ctrl-D does.
   *
   * @throws IOException if the example does not read any more
   */
  public void endInput() throws IOException {
    in.close();
  }

  /**
   * Does what Ctrl-C does, to the main process alone: children are its affair.
   *
   * @throws IOException if there is no command {@code kill}
   * @throws InterruptedException if this thread is interrupted
   */
  public void interrupt() throws IOException, InterruptedException {
    var kill = new ProcessBuilder("kill", "-INT", String.valueOf(pid())).inheritIO().start();
    if (kill.waitFor() != 0) {
      throw failure("it could not be interrupted");
    }
  }

  /**
   * Waits for the end.
   *
   * @return what it has shown
   * @throws InterruptedException if this thread is interrupted
   * @throws AssertionError if it does not end in time
   */
  public Run await() throws InterruptedException {
    if (!process.waitFor(deadline() - System.nanoTime(), TimeUnit.NANOSECONDS)) {
      AssertionError late = failure("it did not end in time: deadline=" + DEADLINE);
      close();
      throw late;
    }
    var took = Duration.ofNanos(System.nanoTime() - begin);
    return new Run(process.exitValue(), out.all(), err.all(), took, pid());
  }

  private long deadline() {
    return begin + DEADLINE.toNanos();
  }

  private AssertionError failure(String fact) {
    return new AssertionError(
        fact
            + "\n  pid "
            + pid()
            + (process.isAlive() ? ", running" : ", ended by exit code " + process.exitValue())
            + "\n  standard output: "
            + String.join("\n    ", out.soFar())
            + "\n  standard error: "
            + String.join("\n    ", err.soFar()));
  }

  /** Kills it, if it still runs; its children end with it. */
  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
    out.all();
    err.all();
  }
}
