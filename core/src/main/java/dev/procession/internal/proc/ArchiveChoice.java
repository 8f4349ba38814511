package dev.procession.internal.proc;

import dev.procession.Context;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which archive of loaded classes the children of a context use, or why none.
 *
 * <p>The JVM archives classes of jars, not of folders, and takes an archive if the class path
 * begins with the jars that were archived. Hence the part of the class path up to Procession's own
 * jar is archived, and that jar comes first where it can: all programs that use the same jar then
 * share one archive, whatever their own classes. Where classes are preloaded, the jars that follow
 * up to the first folder are archived too.
 *
 * @param key what the archive depends on; null if there can be none
 * @param reason why there can be none; empty if there can
 */
record ArchiveChoice(@Nullable ArchiveKey key, String reason) {
  private static final List<String> VARIABLES =
      List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

  static ArchiveChoice none(String reason) {
    return new ArchiveChoice(null, reason);
  }

  /** For children that are started as {@link JavaCommand} says. */
  static ArchiveChoice of(Context context) {
    if (!context.aotCache()) {
      return none("the context says so: aotCache=false");
    }
    if ("false".equals(System.getProperty("dev.procession.aot"))) {
      return none("a property says so: dev.procession.aot=false");
    }
    String own = LibraryJar.location();
    if (own == null && !JavaCommand.hasModules()) {
      return none("the classes of Procession do not come from a file");
    }
    return of(context, JavaCommand.options(context), JavaCommand.classPath(context), own);
  }

  /**
   * For children with these options and this class path.
   *
   * @param own where on it Procession's classes are; null if they are in a module
   */
  static ArchiveChoice of(
      Context context, List<String> options, String classPath, @Nullable String own) {
    Map<String, String> variables = context.environment();
    List<String> environment = new ArrayList<>();
    for (String name : VARIABLES) {
      String value = variables.containsKey(name) ? variables.get(name) : System.getenv(name);
      if (value != null) {
        ArchiveOptions set = ArchiveOptions.of(List.of(value.strip().split("\\s+")));
        if (set.refusal() != null) {
          return none(set.refusal());
        }
        environment.add(name.concat("=").concat(value));
      }
    }
    ArchiveOptions relevant = ArchiveOptions.of(options);
    if (relevant.refusal() != null) {
      return none(relevant.refusal());
    }
    try {
      String launcher = JavaCommand.executable(context);
      List<String> archived = new ArrayList<>();
      List<String> modules = new ArrayList<>();
      Path home = home(launcher);
      List<String> stamps = new ArrayList<>();
      stamps.add(FileStamp.of(home.resolve("lib").resolve("modules")));
      if (own == null) {
        modules.addAll(JavaCommand.moduleOptions());
        // An image with the program in it has no module path: its modules have a stamp already.
        if (modules.getFirst().equals(JavaCommand.MODULE_PATH)) {
          stampModules(stamps, modules.get(1));
        }
      } else {
        archived.addAll(prefix(classPath, own, !context.preloadedClasses().isEmpty()));
        for (String jar : archived) {
          stamps.add(FileStamp.of(Path.of(jar)));
        }
      }
      return new ArchiveChoice(
          new ArchiveKey(
              launcher,
              version(home),
              relevant.kept(),
              archived,
              modules,
              stamps,
              List.copyOf(context.preloadedClasses()),
              environment),
          "");
    } catch (IOException | InvalidPathException unusable) {
      return none(String.valueOf(unusable.getMessage()));
    }
  }

  /** The leading jars up to Procession's own, or up to the first folder. */
  private static List<String> prefix(String classPath, String own, boolean farther)
      throws IOException {
    List<String> jars = new ArrayList<>();
    boolean complete = false;
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      if ((complete && !farther) || !Files.isRegularFile(Path.of(entry))) {
        break;
      }
      jars.add(entry);
      complete |= entry.equals(own);
    }
    if (!complete) {
      throw new IOException(
          Files.isDirectory(Path.of(own))
              ? "Procession itself is a folder of classes, not a jar: path=".concat(own)
              : "a folder comes before Procession's jar on the class path: jar=".concat(own));
    }
    return jars;
  }

  private static void stampModules(List<String> stamps, String modulePath) throws IOException {
    for (String entry : modulePath.split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      if (!Files.isDirectory(path)) {
        stamps.add(FileStamp.of(path));
        continue;
      }
      List<Path> jars = new ArrayList<>();
      try (DirectoryStream<Path> inside = Files.newDirectoryStream(path)) {
        for (Path file : inside) {
          if (!file.toString().endsWith(".jar")) {
            throw new IOException(
                "a folder on the module path holds more than jars: path=".concat(entry));
          }
          jars.add(file);
        }
      }
      jars.sort(null);
      for (Path jar : jars) {
        stamps.add(FileStamp.of(jar));
      }
    }
  }

  /** The launcher may be a link to where the JDK is. */
  private static Path home(String launcher) throws IOException {
    Path folder = Path.of(launcher).toRealPath().getParent();
    Path home = folder == null ? null : folder.getParent();
    if (home == null) {
      throw new IOException("the launcher is not in a JDK: launcher=".concat(launcher));
    }
    return home;
  }

  /** Known for the own JDK alone; the classes of any JDK have their stamp. */
  private static List<String> version(Path home) throws IOException {
    boolean own = home.equals(Path.of(System.getProperty("java.home")).toRealPath());
    return own
        ? List.of(
            System.getProperty("java.vm.version", ""), System.getProperty("java.vm.vendor", ""))
        : List.of();
  }
}
