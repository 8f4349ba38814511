package dev.procession.cli.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.ProgramOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The command in a process of its own, as a user runs it.
 *
 * <p>Its streams are files: a test that reads too late, or not at all, blocks nothing. Closing it
 * fails if it has left anything behind.
 */
public final class Command implements AutoCloseable {
  /** Generous: a test that fails because a machine is busy helps nobody. */
  private static final Duration DEADLINE = Duration.ofSeconds(100);

  /** How long workers and files may outlive the command. */
  private static final Duration CLEAN_UP = Duration.ofSeconds(10);

  private static final String MARK = "PROCESSION_TEST";

  private final Process process;
  private final String mark;
  private final Path out;
  private final Path err;

  private Command(Process process, String mark, Path out, Path err) {
    this.process = process;
    this.mark = mark;
    this.out = out;
    this.err = err;
  }

  /**
   * Starts the command.
   *
   * @param directory where it runs, and where its streams are kept
   * @param arguments of the command
   */
  public static Command start(Path directory, String... arguments) {
    return start(directory, Path.of("/dev/null"), arguments);
  }

  /** Starts the command with a file as its standard input. */
  public static Command start(Path directory, Path input, String... arguments) {
    return start(directory, input, List.of(), arguments);
  }

  /** Starts the command with further options for its JVM. */
  public static Command startWith(Path directory, List<String> options, String... arguments) {
    return start(directory, Path.of("/dev/null"), options, arguments);
  }

  /** Starts the command with a device as its standard output. */
  public static Command startInto(Path directory, Path device, String... arguments) {
    return start(directory, Path.of("/dev/null"), device, List.of(), arguments);
  }

  private static Command start(
      Path directory, Path input, List<String> options, String... arguments) {
    try {
      Path out = Files.createTempFile(directory, "command", ".out");
      return start(directory, input, out, options, arguments);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Command start(
      Path directory, Path input, Path out, List<String> options, String... arguments) {
    try {
      Path err = Files.createTempFile(directory, "command", ".err");
      String value = UUID.randomUUID().toString();
      var builder =
          new ProcessBuilder(commandLine(options, arguments))
              .directory(directory.toFile())
              .redirectInput(input.toFile())
              .redirectOutput(Redirect.to(out.toFile()))
              .redirectError(Redirect.to(err.toFile()));
      builder.environment().put(MARK, value);
      return new Command(builder.start(), MARK + "=" + value, out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> commandLine(List<String> options, String... arguments) {
    List<String> words = new ArrayList<>();
    if (System.getProperty("os.name").equals("Linux")) {
      // A shell starts what runs in its background deaf to Ctrl-C, and children inherit that.
      words.addAll(List.of("env", "--default-signal=INT"));
    }
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(ProgramOptions.lean());
    words.add("--enable-native-access=ALL-UNNAMED");
    words.addAll(options);
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.procession.cli.Main"));
    words.addAll(List.of(arguments));
    return words;
  }

  /** Waits for its end; returns the exit code. */
  public int exitCode() {
    try {
      assertThat(process.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS))
          .as("the command ends in time; its messages: %s", err())
          .isTrue();
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** What it has written to standard output. */
  public String out() {
    return read(out);
  }

  /** What it has written to standard error. */
  public String err() {
    return read(err);
  }

  /** Whether it has started a worker. */
  public boolean hasWorkers() {
    return process.descendants().findAny().isPresent();
  }

  /** Kills it; its workers have to notice by themselves. */
  public void kill() {
    process.destroyForcibly();
    exitCode();
  }

  /** Sends it a signal, such as {@code INT}. */
  public void signal(String name) {
    try {
      int result =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
      assertThat(result).isZero();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Kills it if the test has not ended it, and waits until nothing of it is left. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      Awaitility.await().atMost(CLEAN_UP).until(() -> Leftovers.of(process.pid(), mark).isEmpty());
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("left behind: " + Leftovers.of(process.pid(), mark), e);
    }
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
