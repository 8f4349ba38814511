package dev.procession.cli.function;

import dev.procession.cli.CommandException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The class files that the workers will see, read as data: nothing of them is loaded or run here.
 *
 * <p>A class loader does the looking up, since it knows about manifests and versioned jars; it is
 * asked for resources only.
 */
final class ClassFiles implements AutoCloseable {
  private static final String SUFFIX = ".class";

  private final List<Path> classPath;
  private final URLClassLoader loader;

  ClassFiles(List<Path> classPath) {
    this.classPath = classPath;
    this.loader =
        new URLClassLoader(
            classPath.stream().map(ClassFiles::url).toArray(URL[]::new),
            ClassLoader.getSystemClassLoader());
  }

  /** The class of that binary name, or null if there is none. */
  @Nullable ClassModel find(String className) {
    try (InputStream in = loader.getResourceAsStream(className.replace('.', '/') + SUFFIX)) {
      return in == null ? null : ClassFile.of().parse(in.readAllBytes());
    } catch (IOException | IllegalArgumentException e) {
      throw CommandException.failure(
          "a class file could not be read: class=" + className + ", reason=" + e.getMessage(), e);
    }
  }

  /** Binary names of all classes in the user's part of the class path. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    for (Path entry : classPath) {
      try {
        if (Files.isDirectory(entry)) {
          collectNames(entry, names::add);
        } else {
          try (FileSystem jar = FileSystems.newFileSystem(entry)) {
            collectNames(jar.getPath("/"), names::add);
          }
        }
      } catch (IOException | RuntimeException e) {
        // The names only serve to suggest one; the mistake that led here is reported anyway.
      }
    }
    return names;
  }

  @Override
  public void close() {
    try {
      loader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void collectNames(Path root, Consumer<String> names) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      files
          .map(file -> root.relativize(file).toString())
          .filter(name -> name.endsWith(SUFFIX))
          .map(name -> name.substring(0, name.length() - SUFFIX.length()))
          .map(name -> name.replace('/', '.').replace('\\', '.'))
          .forEach(names);
    }
  }

  private static URL url(Path entry) {
    try {
      return entry.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException("not a class path entry: path=" + entry, e);
    }
  }
}
