package dev.procession.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.constant.ClassDesc;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The class files of the running JDK, as its {@code jrt} file system shows them. */
final class JdkImage {
  private static final FileSystem FILES = FileSystems.getFileSystem(URI.create("jrt:/"));
  private static final String MODULES = "/modules/";
  private static final String SUFFIX = ".class";

  /** Where each package is; a package is in one module. Filled as packages are asked for. */
  private static final Map<String, String> MODULE_OF_PACKAGE = new ConcurrentHashMap<>();

  private JdkImage() {}

  /** All class files, such as {@code java.base/java/lang/Object.class}, sorted. */
  static List<String> classFiles() {
    try (Stream<Path> files = Files.walk(FILES.getPath(MODULES))) {
      return files
          .map(Path::toString)
          .filter(name -> name.endsWith(SUFFIX))
          .map(name -> name.substring(MODULES.length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The module that a class file belongs to. */
  static String moduleOf(String classFile) {
    return classFile.substring(0, classFile.indexOf('/'));
  }

  /** The content of a class file. */
  static byte[] read(String classFile) throws IOException {
    return Files.readAllBytes(FILES.getPath(MODULES + classFile));
  }

  /**
   * Tells the verifier about the classes that a class mentions. The standard resolver only sees
   * modules that are loaded, and public packages.
   */
  static ClassHierarchyResolver hierarchy() {
    return ClassHierarchyResolver.ofResourceParsing(JdkImage::open).cached();
  }

  private static @Nullable InputStream open(ClassDesc type) {
    String descriptor = type.descriptorString();
    String name = descriptor.substring(1, descriptor.length() - 1);
    int slash = name.lastIndexOf('/');
    String module =
        MODULE_OF_PACKAGE.computeIfAbsent(
            name.substring(0, Math.max(0, slash)).replace('/', '.'), JdkImage::findModule);
    Path file = FILES.getPath(MODULES + module + '/' + name + SUFFIX);
    try {
      return Files.exists(file) ? Files.newInputStream(file) : null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The name of the module that holds a package; an empty text if none does. */
  private static String findModule(String packageName) {
    Path links = FILES.getPath("/packages/" + packageName);
    if (!Files.isDirectory(links)) {
      return "";
    }
    Path asDirectories = FILES.getPath(packageName.replace('.', '/'));
    try (DirectoryStream<Path> modules = Files.newDirectoryStream(links)) {
      for (Path link : modules) {
        String module = link.getFileName().toString();
        // A module may be listed that has only packages below this one.
        if (hasClasses(FILES.getPath(MODULES + module).resolve(asDirectories))) {
          return module;
        }
      }
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean hasClasses(Path directory) throws IOException {
    try (DirectoryStream<Path> classes = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
      return classes.iterator().hasNext();
    }
  }
}
