package dev.procession.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ChildProcess;
import dev.procession.cli.ExitCode;
import dev.procession.cli.testing.Command;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor says, makes and removes. */
class DoctorCommandTest {
  @TempDir Path directory;

  @Test
  void shouldTellWhatIsThere() {
    try (var doctor = Command.start(directory, "doctor")) {
      assertThat(doctor.exitCode()).as(doctor.err()).isEqualTo(ExitCode.SUCCESS);
      assertThat(doctor.err()).isEmpty();
      assertThat(doctor.out())
          .contains("JDK ", System.getProperty("java.home"), "SPAWN, ", "without an archive")
          .containsPattern("for this setup +none, unavailable: a property says so")
          .doesNotContain("BROKEN");
    }
  }

  @Test
  void shouldMakeShowAndRemoveAnArchive() throws Exception {
    Path cache = directory.resolve("cache");
    Path jar = processionAsJar();
    try (var doctor =
        doctor(cache, "--build-cache", "-cp", jar.toString(), "--jvm-option", "-Xmx100m")) {
      assertThat(doctor.exitCode()).as(doctor.err()).isEqualTo(ExitCode.SUCCESS);
      assertThat(doctor.err()).isEmpty();
      assertThat(doctor.out())
          .containsPattern("archive +[0-9a-f]{16}\\.aot, good, [0-9.]+ MB, last used today")
          .containsPattern("class path  " + jar)
          .containsPattern("for this setup +[0-9a-f]{16}\\.aot, good\n");
    }
    Files.writeString(jar, "something else");
    try (var doctor = doctor(cache)) {
      assertThat(doctor.exitCode()).as(doctor.err()).isEqualTo(ExitCode.SUCCESS);
      assertThat(doctor.out()).containsPattern("archive +[0-9a-f]{16}\\.aot, stale");
    }
    try (var doctor = doctor(cache, "--clear-cache")) {
      assertThat(doctor.exitCode()).as(doctor.err()).isEqualTo(ExitCode.SUCCESS);
      assertThat(doctor.out()).isEqualTo("archives removed: 1\n");
    }
    try (Stream<Path> left = Files.list(cache)) {
      assertThat(left.map(file -> file.getFileName().toString())).containsExactly("lock");
    }
  }

  @Test
  void shouldSayWhyThereIsNoArchive() throws Exception {
    Path cache = directory.resolve("cache");
    String jar = processionAsJar().toString();
    try (var doctor =
        doctor(cache, "--build-cache", "-cp", jar, "--jvm-option", "-javaagent:agent.jar")) {
      assertThat(doctor.exitCode()).isEqualTo(ExitCode.FAILURE);
      assertThat(doctor.err())
          .isEqualTo(
              "procession: the archive could not be made: state=unavailable, reason=the JVM uses no"
                  + " archive together with an agent: option=-javaagent:agent.jar\n");
    }
    assertThat(cache).doesNotExist();
  }

  private Command doctor(Path cache, String... options) {
    String[] arguments = new String[options.length + 1];
    arguments[0] = "doctor";
    System.arraycopy(options, 0, arguments, 1, options.length);
    return Command.startWith(
        directory,
        java.util.List.of("-Ddev.procession.aot=true", "-Ddev.procession.cache=" + cache),
        arguments);
  }

  /** In a build without packages it is a folder. */
  private Path processionAsJar() throws IOException, URISyntaxException {
    Path classes =
        Path.of(ChildProcess.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path jar = directory.resolve("procession.jar");
    if (Files.isRegularFile(classes)) {
      return Files.copy(classes, jar);
    }
    try (OutputStream file = Files.newOutputStream(jar);
        var out = new JarOutputStream(file);
        Stream<Path> all = Files.walk(classes)) {
      for (Path entry : all.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(entry).toString()));
        out.write(Files.readAllBytes(entry));
        out.closeEntry();
      }
    }
    return jar;
  }
}
