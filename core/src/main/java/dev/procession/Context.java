package dev.procession;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How child JVMs are started: an immutable value with one method per setting, each of which returns
 * a changed copy.
 *
 * {@snippet lang="java" :
 * var small = Context.standard().maxHeap(256 << 20).environment("LANG", "C");
 * var pool = ProcessPool.open(c -> c.workers(8).context(small));
 * }
 *
 * <p>A child gets the parent's class path, module path, working directory and environment, runs
 * Procession's own entry point (never the program's {@code main}), and uses the serial collector
 * unless {@link #jvmOptions()} choose another.
 *
 * <p>Python: {@code multiprocessing.get_context()} and {@code set_executable}.
 *
 * @param executable the {@code java} to run; null means the one that runs this program
 * @param jvmOptions options for the child JVM, after Procession's own, so that they win
 * @param maxHeap the child's largest heap in bytes; 0 means the JVM's default
 * @param environment variables added to, or replaced in, those of this process
 * @param workingDirectory where the child runs; null means where this process runs
 * @param classPath entries put in front of this program's class path
 */
public record Context(
    @Nullable Path executable,
    List<String> jvmOptions,
    long maxHeap,
    Map<String, String> environment,
    @Nullable Path workingDirectory,
    List<Path> classPath) {

  private static final Context STANDARD =
      new Context(null, List.of(), 0, Map.of(), null, List.of());

  /** The smallest heap a JVM accepts. */
  private static final long SMALLEST_HEAP = 2L << 20;

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if {@code maxHeap} is neither 0 nor at least 2 MiB, or a name
   *     or option is not one the operating system can pass on
   */
  public Context {
    jvmOptions = List.copyOf(jvmOptions);
    environment = Map.copyOf(environment);
    classPath = List.copyOf(classPath);
    if (maxHeap != 0 && maxHeap < SMALLEST_HEAP) {
      throw new IllegalArgumentException(
          "maxHeap is too small for a JVM: maxHeap=" + maxHeap + ", least=" + SMALLEST_HEAP);
    }
    for (String option : jvmOptions) {
      if (option.isEmpty() || option.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("a JVM option is empty or holds NUL: option=" + option);
      }
    }
    environment.forEach(Context::checkVariable);
  }

  /**
   * The settings every child has if nothing else is said.
   *
   * @return the standard context
   */
  public static Context standard() {
    return STANDARD;
  }

  /**
   * Runs children with another {@code java}.
   *
   * @param executable path of the launcher
   * @return a changed copy
   */
  public Context executable(Path executable) {
    Objects.requireNonNull(executable, "executable");
    return new Context(executable, jvmOptions, maxHeap, environment, workingDirectory, classPath);
  }

  /**
   * Adds options for the child JVM, such as {@code -Dname=value} or {@code -XX:+UseG1GC}.
   *
   * @param options options in the form of the {@code java} command, one string each
   * @return a changed copy
   */
  public Context jvmOptions(String... options) {
    List<String> all = new ArrayList<>(jvmOptions);
    all.addAll(List.of(options));
    return new Context(executable, all, maxHeap, environment, workingDirectory, classPath);
  }

  /**
   * Limits the child's heap. A task that needs more fails with {@link OutOfMemoryError}.
   *
   * @param bytes at least 2 MiB, or 0 for the JVM's default
   * @return a changed copy
   */
  public Context maxHeap(long bytes) {
    return new Context(executable, jvmOptions, bytes, environment, workingDirectory, classPath);
  }

  /**
   * Sets an environment variable of the child.
   *
   * @param name name, not empty, without {@code =} and NUL
   * @param value value, without NUL
   * @return a changed copy
   */
  public Context environment(String name, String value) {
    Map<String, String> all = new TreeMap<>(environment);
    all.put(name, value);
    return new Context(executable, jvmOptions, maxHeap, all, workingDirectory, classPath);
  }

  /**
   * Sets the directory the child runs in. It must exist when the child starts.
   *
   * @param directory a directory
   * @return a changed copy
   */
  public Context workingDirectory(Path directory) {
    Objects.requireNonNull(directory, "directory");
    return new Context(executable, jvmOptions, maxHeap, environment, directory, classPath);
  }

  /**
   * Puts jars or directories in front of the child's class path.
   *
   * @param entries jars or directories
   * @return a changed copy
   */
  public Context classPath(Path... entries) {
    List<Path> all = new ArrayList<>(List.of(entries));
    all.addAll(classPath);
    return new Context(executable, jvmOptions, maxHeap, environment, workingDirectory, all);
  }

  private static void checkVariable(String name, String value) {
    if (name.isEmpty() || name.indexOf('=') >= 0 || (name + value).indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "not an environment variable: name="
              + name
              + "; names are not empty and hold no '=' or NUL");
    }
  }
}
