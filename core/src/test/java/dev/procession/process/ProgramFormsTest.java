package dev.procession.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ChildProcess;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import dev.procession.testing.Program;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Children of programs that are packed and started in different ways. */
@ExtendWith(LeakCheck.class)
class ProgramFormsTest {
  private static final Path CORE =
      Path.of(ChildProcess.class.getProtectionDomain().getCodeSource().getLocation().getPath());

  private static final String MODULE = "module app { requires dev.procession; }";

  private static final String MAIN =
      """
      package app.sub;

      import dev.procession.ChildProcess;
      import dev.procession.StartMethod;

      public class Main {
        %s main(String[] arguments) throws Exception {
          int count = arguments.length;
          for (StartMethod method : StartMethod.values()) {
            ChildProcess.of(
                    () -> {
                      Module module = Main.class.getModule();
                      System.out.println(module.getName() + " " + method + " " + count);
                    })
                .startMethod(method)
                .start()
                .join();
          }
        }
      }
      """;

  @TempDir private Path directory;

  private Path compile(boolean module, String mainModifiers) throws IOException {
    Path sources = Files.createDirectories(directory.resolve("src"));
    Path main = Files.writeString(sources.resolve("Main.java"), MAIN.formatted(mainModifiers));
    Path classes = Files.createDirectories(directory.resolve("classes"));
    List<String> arguments = new ArrayList<>(List.of("-proc:none", "-d", classes.toString()));
    arguments.addAll(List.of(module ? "--module-path" : "-cp", CORE.toString()));
    arguments.add(main.toString());
    if (module) {
      Path info = Files.writeString(sources.resolve("module-info.java"), MODULE);
      arguments.add(info.toString());
    }
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertThat(status).isZero();
    return classes;
  }

  private Path pack(Path classes, Manifest manifest) throws IOException {
    Path jar = directory.resolve("app.jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, out);
        out.closeEntry();
      }
    }
    return jar;
  }

  private static Manifest manifest() {
    var manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.put(Attributes.Name.MAIN_CLASS, "app.sub.Main");
    main.put(Attributes.Name.CLASS_PATH, CORE.toUri().toString());
    return manifest;
  }

  private void expect(String module, String... command) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.add("an argument");
    try (var program = Program.start(directory, Program.java(arguments))) {
      program.expectCode(0);
      assertThat(program.err()).isEmpty();
      assertThat(program.out())
          .containsExactly(
              module + " SPAWN 1", module + " WARM 1", module + " FORK 1", module + " THREAD 1");
    }
  }

  @Test
  @Conformance("MultiProcessingCmdLineMixin.test_zipfile")
  void shouldWorkFromAJar() throws Exception {
    Path jar = pack(compile(false, "public static void"), manifest());
    expect("null", "-jar", jar.toString());
  }

  @Test
  @Conformance("MultiProcessingCmdLineMixin.test_package")
  void shouldWorkWithAnInstanceMain() throws Exception {
    Path classes = compile(false, "void");
    expect("null", "-cp", classes + File.pathSeparator + CORE, "app.sub.Main");
  }

  @Test
  void shouldWorkInARuntimeWithFewModules() throws Exception {
    Path classes = compile(false, "public static void");
    String path = classes + File.pathSeparator + CORE;
    expect("null", "--limit-modules", "java.base", "-cp", path, "app.sub.Main");
  }

  @Test
  @Conformance("MultiProcessingCmdLineMixin.test_module_in_package")
  void shouldWorkFromAModule() throws Exception {
    Path classes = compile(true, "public static void");
    expect("app", "--module-path", classes + File.pathSeparator + CORE, "-m", "app/app.sub.Main");
  }

  @Test
  @Conformance("MultiProcessingCmdLineMixin.test_module_in_package_in_zipfile")
  void shouldWorkFromAModularJar() throws Exception {
    Path jar = pack(compile(true, "public static void"), manifest());
    expect("app", "--module-path", jar + File.pathSeparator + CORE, "-m", "app/app.sub.Main");
  }
}
