package dev.procession.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.pool.PoolTesting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of its own: a JVM whose output goes to files. Killed when it is closed. */
public final class Program implements AutoCloseable {
  private final Process process;
  private final Path out;
  private final Path err;

  private Program(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** The command that runs a main class of the tests. */
  public static List<String> java(List<String> options, Class<?> main, String... arguments) {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    all.addAll(List.of(arguments));
    return java(all);
  }

  /** The command that runs the launcher. */
  public static List<String> java(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ProgramOptions.lean());
    command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
    command.addAll(arguments);
    return command;
  }

  /** Starts a main class of the tests. */
  public static Program start(Path folder, Class<?> main, String... arguments) throws IOException {
    return start(folder, java(List.of(), main, arguments));
  }

  /** Starts a main class of the tests in a JVM with these options. */
  public static Program start(Path folder, List<String> options, Class<?> main, String... arguments)
      throws IOException {
    return start(folder, java(options, main, arguments));
  }

  /** Starts any command. */
  public static Program start(Path folder, List<String> command) throws IOException {
    return start(folder, new ProcessBuilder(command));
  }

  /** Starts any command, with this folder as its directory. */
  public static Program startIn(Path folder, List<String> command) throws IOException {
    return start(folder, new ProcessBuilder(command).directory(folder.toFile()));
  }

  private static Program start(Path folder, ProcessBuilder builder) throws IOException {
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    return new Program(process, out, err);
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Kills it and waits until it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Sends a signal, such as {@code -INT}. */
  public void signal(String signal) throws IOException, InterruptedException {
    String pid = String.valueOf(pid());
    assertThat(new ProcessBuilder("kill", signal, pid).start().waitFor()).isZero();
  }

  /** Writes to its input. */
  public void type(String text) throws IOException {
    process.getOutputStream().write(text.getBytes(UTF_8));
    process.getOutputStream().flush();
  }

  /** Waits for its end and checks its exit code. */
  public Program expectCode(int code) throws IOException, InterruptedException {
    boolean ended = process.waitFor(PoolTesting.DEADLINE.toSeconds(), TimeUnit.SECONDS);
    assertThat(ended).as("has ended: out=%s err=%s", out(), err()).isTrue();
    assertThat(process.exitValue()).as("exit code: out=%s err=%s", out(), err()).isEqualTo(code);
    return this;
  }

  /** The lines of its standard output so far. */
  public List<String> out() throws IOException {
    return Files.readString(out, UTF_8).lines().toList();
  }

  /** All of its standard error so far. */
  public String err() throws IOException {
    return Files.readString(err, UTF_8);
  }

  /** Waits for a line of its standard output. */
  public void expectLine(String line) {
    PoolTesting.await(
        "the program prints " + line,
        () -> {
          if (!process.isAlive() && !out().contains(line)) {
            throw new AssertionError("has ended without: " + line + ", err=" + err());
          }
          return out().contains(line);
        });
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
