package dev.procession.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.pool.PoolTesting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM of its own whose output goes to files. Killed when it is closed. */
final class JavaProgram implements AutoCloseable {
  private final Process process;
  private final Path out;
  private final Path err;

  private JavaProgram(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts a main class of the tests. */
  static JavaProgram start(Path folder, Class<?> main, String... arguments) throws IOException {
    return start(folder, List.of(), main, arguments);
  }

  /** The same with a command in front of it. */
  static JavaProgram start(Path folder, List<String> prefix, Class<?> main, String... arguments)
      throws IOException {
    return start(folder, prefix, List.of(), main, arguments);
  }

  /** The same with options of the JVM. */
  static JavaProgram startWith(
      Path folder, List<String> options, Class<?> main, String... arguments) throws IOException {
    return start(folder, List.of(), options, main, arguments);
  }

  private static JavaProgram start(
      Path folder, List<String> prefix, List<String> options, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:-UsePerfData", "-XX:TieredStopAtLevel=1"));
    command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
    command.add("-Ddev.procession.aot=false");
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    return new JavaProgram(process, out, err);
  }

  long pid() {
    return process.pid();
  }

  /** Waits for its end and checks its exit code. */
  void expectCode(int code) throws IOException, InterruptedException {
    boolean ended = process.waitFor(PoolTesting.DEADLINE.toSeconds(), TimeUnit.SECONDS);
    assertThat(ended).as("has ended: out=%s err=%s", out(), err()).isTrue();
    assertThat(process.exitValue()).as("exit code: out=%s err=%s", out(), err()).isEqualTo(code);
  }

  /** Kills it and waits until it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** The lines of its standard output so far. */
  List<String> out() throws IOException {
    return Files.readString(out, UTF_8).lines().toList();
  }

  /** All of its standard error so far. */
  String err() throws IOException {
    return Files.readString(err, UTF_8);
  }

  /** Waits for a line of its standard output. */
  void expectLine(String line) {
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
