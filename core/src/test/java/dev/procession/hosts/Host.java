package dev.procession.hosts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.pool.PoolTesting;
import dev.procession.testing.Compiled;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Starts a program in a folder of its own, as its user would, and reads what it prints. */
final class Host {
  private static final Path BIN = Path.of(System.getProperty("java.home"), "bin");

  /** Hosts differ in how they are told that native calls are welcome; most are not, here. */
  private static final Pattern NATIVE_ACCESS =
      Pattern.compile(
          "WARNING: A restricted method .*?\\nWARNING: Restricted methods will be blocked[^\\n]*\\n\\n?",
          Pattern.DOTALL);

  private final Path folder;

  Host(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  Path folder() {
    return folder;
  }

  /** The library as its users get it. */
  Path library() throws IOException {
    Path jar = folder.resolve("procession.jar");
    return Files.exists(jar) ? jar : Compiled.jar(jar, Path.of("target", "classes"), manifest());
  }

  static Manifest manifest() {
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    return manifest;
  }

  Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text, UTF_8);
  }

  List<String> java(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("java", "-XX:-UsePerfData"));
    command.addAll(List.of(arguments));
    return run(command.toArray(String[]::new));
  }

  /** Runs a tool of the JDK, or any program given by its path. */
  List<String> run(String... command) throws IOException, InterruptedException {
    command[0] = BIN.resolve(command[0]).toString();
    return lines(NATIVE_ACCESS.matcher(finish(List.of(command))).replaceFirst(""));
  }

  /** Runs what a user types, with the tools of this JDK; warnings are printed like all else. */
  List<String> shell(Path script) throws IOException, InterruptedException {
    return lines(finish(List.of("bash", "-euo", "pipefail", script.toString())));
  }

  private static List<String> lines(String text) {
    return text.lines().filter(line -> !line.startsWith("Picked up ")).toList();
  }

  /** Runs a command to its end; it must succeed and leave no file of ours. */
  private String finish(List<String> command) throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    Map<String, String> environment = builder.environment();
    // One compiler will do: these programs and their children live for moments.
    environment.put(
        "JAVA_TOOL_OPTIONS",
        "-XX:TieredStopAtLevel=1 -Djava.io.tmpdir=" + temporary + " -Ddev.procession.aot=false");
    environment.merge("PATH", BIN.toString(), (path, bin) -> bin + File.pathSeparator + path);
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    Process program = builder.start();
    try {
      assertThat(program.waitFor(PoolTesting.DEADLINE.toSeconds(), TimeUnit.SECONDS))
          .as(Files.readString(output, UTF_8))
          .isTrue();
    } finally {
      program.descendants().forEach(ProcessHandle::destroyForcibly);
      program.destroyForcibly();
    }
    String text = Files.readString(output, UTF_8);
    assertThat(program.exitValue()).as(text).isZero();
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left.filter(file -> file.toString().contains("procession"))).isEmpty();
    }
    return text;
  }
}
