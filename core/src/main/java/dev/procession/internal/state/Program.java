package dev.procession.internal.state;

import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which classes are the program's own, seen from one of them: those of the same class loader and
 * the same jar or module. All directories of a class path count as one place, since build tools
 * spread one program over several: per language, per source set.
 *
 * <p>Belonging together is an equivalence, so that what is found for one class holds for the others
 * of its program.
 */
final class Program {
  /** The package of JShell sessions. */
  static final String SNIPPETS = "REPL";

  private static final String DIRECTORIES = "directories";

  private static final @Nullable String OURS = location(Program.class);

  private Program() {}

  /** Whether two classes belong to one program; false for the JDK's classes and for our own. */
  static boolean isSame(Class<?> a, Class<?> b) {
    if (!isForeign(a) || !isForeign(b) || a.getClassLoader() != b.getClassLoader()) {
      return false;
    }
    if (isSnippet(a) != isSnippet(b)) {
      // The shell has classes of its own beside the snippets.
      return false;
    }
    Module module = a.getModule();
    if (module.isNamed() || b.getModule().isNamed()) {
      return module == b.getModule();
    }
    ProtectionDomain domain = a.getProtectionDomain();
    return domain == b.getProtectionDomain() || Objects.equals(place(a), place(b));
  }

  /** Whether a class is neither the JDK's nor ours. */
  static boolean isForeign(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    if (loader == null || loader == ClassLoader.getPlatformClassLoader()) {
      return false;
    }
    return !type.getName().startsWith("dev.procession.")
        || (type.getModule() != Program.class.getModule() || !type.getModule().isNamed())
            && !Objects.equals(location(type), OURS);
  }

  /** Whether a class was made from a snippet of a JShell session. */
  static boolean isSnippet(Class<?> type) {
    return type.getPackageName().equals(SNIPPETS) && type.getName().startsWith("REPL.$JShell$");
  }

  private static @Nullable String place(Class<?> type) {
    String location = location(type);
    return location != null && location.startsWith("file:") && location.endsWith("/")
        ? DIRECTORIES
        : location;
  }

  private static @Nullable String location(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    // URLs are not compared as such: that would ask for the addresses of hosts.
    return source == null || source.getLocation() == null ? null : source.getLocation().toString();
  }
}
