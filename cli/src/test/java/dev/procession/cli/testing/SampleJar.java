package dev.procession.cli.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Makes a jar with {@code com.acme.Job}, as a user of the command would have one. */
public final class SampleJar {
  private SampleJar() {}

  /** Compiles and packs the samples. */
  public static Path in(Path directory) {
    try {
      Path source = directory.resolve("Job.java");
      try (var in = SampleJar.class.getResourceAsStream("/samples/com/acme/Job.java")) {
        Files.copy(in, source);
      }
      Path classes = Files.createDirectory(directory.resolve("classes"));
      int result =
          ToolProvider.getSystemJavaCompiler()
              .run(null, null, null, "-d", classes.toString(), source.toString());
      if (result != 0) {
        throw new IllegalStateException("the sample does not compile");
      }
      Path jar = directory.resolve("samples.jar");
      try (var out = new JarOutputStream(Files.newOutputStream(jar));
          Stream<Path> files = Files.walk(classes)) {
        files.filter(Files::isRegularFile).forEach(file -> add(classes, file, out));
      }
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void add(Path root, Path file, OutputStream out) {
    try {
      var jar = (JarOutputStream) out;
      jar.putNextEntry(new JarEntry(root.relativize(file).toString()));
      Files.copy(file, jar);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
