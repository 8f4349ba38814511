package dev.procession.examples.cookbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.pool.ProcessPool;
import dev.procession.testing.BootJar;
import dev.procession.testing.Compiled;
import dev.procession.testing.LeakCheck;
import dev.procession.testing.Program;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;

/** The service of the cookbook when it is told to end, and in an executable jar. */
@ExtendWith(LeakCheck.class)
class SpringServiceTest {
  private static final int TERMINATED = 143;

  /** Spring's own jars and those that it needs; not its launcher, which goes elsewhere. */
  private static final Pattern SPRING =
      Pattern.compile("spring-(?!boot-loader)|micrometer|commons-logging|jspecify");

  @TempDir private Path folder;

  /**
   * The service with a task that goes on until there is a file; then the service is told to end.
   */
  static final class Busy {
    public static void main(String[] arguments) {
      Path file = Path.of(arguments[0]);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("told to end")));
      var context = SpringApplication.run(SpringService.class, "--spring.main.keep-alive=true");
      String name = file.toString();
      context
          .getBean(SpringService.Workers.class)
          .pool
          .submit(
              () -> {
                System.out.println("begun");
                while (!Files.exists(Path.of(name))) {
                  Thread.sleep(10);
                }
              });
    }
  }

  @Test
  void shouldFinishWhatIsUnderWayWhenItIsTerminated() throws Exception {
    Path file = folder.resolve("file");
    try (var service = Program.start(folder, Busy.class, file.toString())) {
      service.expectLine("begun");
      service.signal("-TERM");
      service.expectLine("told to end");
      assertThat(service.out()).doesNotContain("all reports are done");
      Files.createFile(file);
      service.expectCode(TERMINATED);
      assertThat(service.out()).contains("all reports are done");
    }
  }

  @Test
  void shouldRunInAnExecutableJar() throws Exception {
    Path jar =
        BootJar.make(
            folder.resolve("service.jar"),
            SpringService.class.getName(),
            serviceClasses(),
            libraries().toArray(Path[]::new));
    try (var service = Program.start(folder, Program.java(List.of("-jar", jar.toString())))) {
      assertThat(service.expectCode(0).out())
          .containsExactly("report of March", "all reports are done");
    }
  }

  /** Only the service, as in a project of its own. */
  private Path serviceClasses() throws IOException {
    String place = SpringService.class.getPackageName().replace('.', '/');
    Path from = Path.of("target/classes").resolve(place);
    Path to = Files.createDirectories(folder.resolve("classes").resolve(place));
    try (Stream<Path> classes = Files.list(from)) {
      for (Path file : classes.filter(f -> name(f).startsWith("SpringService")).toList()) {
        Files.copy(file, to.resolve(name(file)));
      }
    }
    return folder.resolve("classes");
  }

  /** Procession and Spring, out of the class path of the tests. */
  private List<Path> libraries() throws IOException, URISyntaxException {
    List<Path> libraries = new ArrayList<>();
    Path procession =
        Path.of(ProcessPool.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    libraries.add(
        Files.isDirectory(procession)
            ? Compiled.jar(folder.resolve("procession.jar"), procession, new Manifest())
            : procession);
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path jar = Path.of(entry);
      if (SPRING.matcher(name(jar)).lookingAt()) {
        libraries.add(jar);
      }
    }
    return libraries;
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }
}
