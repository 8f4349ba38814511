package dev.procession;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How children are started: an immutable value with one method per setting, each of which returns a
 * changed copy.
 *
 * {@snippet lang="java" :
 * var small = Context.standard().maxHeap(256 << 20).environment("LANG", "C");
 * var pool = ProcessPool.open(c -> c.workers(8).context(small));
 * var child = ChildProcess.of(() -> System.out.println("hello")).context(small);
 * }
 *
 * <p>A child gets the parent's class path, module path, JVM options, working directory and
 * environment, runs Procession's own entry point (never the program's {@code main}), and uses the
 * serial collector unless options choose another. A child's own children have the same standard
 * context as the program, with the start method of that child.
 *
 * <p>Contexts can be serialized.
 *
 * <p>Python: {@code multiprocessing.get_context()}, {@code set_start_method}, {@code
 * set_executable}, {@code set_forkserver_preload}.
 */
public final class Context implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The smallest heap a JVM accepts. */
  private static final long SMALLEST_HEAP = 2L << 20;

  private static final int NICEST = 19;
  private static final int LEAST_NICE = -20;

  private static final Context INITIAL = new Context(new ContextSettings());

  /** Written by any thread, read by any thread. */
  private static volatile Context standard = INITIAL;

  /** Never changed once this is made. */
  private final ContextSettings settings;

  private Context(ContextSettings settings) {
    this.settings = settings;
  }

  /**
   * What is used where no context is given.
   *
   * <p>Python: {@code get_context()}.
   *
   * @return the standard context of this process
   */
  public static Context standard() {
    return standard;
  }

  /**
   * Sets what is used from now on where no context is given. Unlike in Python this may be done at
   * any time, any number of times; what has been started is not affected.
   *
   * <p>Python: {@code set_start_method}.
   *
   * @param context the new standard context of this process
   */
  public static void standard(Context context) {
    standard = Objects.requireNonNull(context, "context");
  }

  /**
   * The settings that a program begins with.
   *
   * @return what {@link #standard()} returns until it is set
   */
  public static Context initial() {
    return INITIAL;
  }

  private Context with(Consumer<ContextSettings> change) {
    ContextSettings changed = settings.copy();
    change.accept(changed);
    return new Context(changed);
  }

  // ---- what starts ------------------------------------------------------------------------------

  /**
   * Starts children, and the workers of pools, in another way.
   *
   * @param method the way
   * @return a changed copy
   */
  public Context startMethod(StartMethod method) {
    Objects.requireNonNull(method, "method");
    return with(s -> s.startMethod = method);
  }

  /**
   * How children are started.
   *
   * @return {@link StartMethod#WARM} unless set
   */
  public StartMethod startMethod() {
    return settings.startMethod;
  }

  /**
   * Runs children with another {@code java}. Whether it exists shows when a child is started.
   *
   * @param executable path of the launcher
   * @return a changed copy
   */
  public Context executable(Path executable) {
    String path = executable.toString();
    return with(s -> s.executable = path);
  }

  /**
   * The {@code java} to run.
   *
   * @return null for the one that runs this program
   */
  public @Nullable Path executable() {
    return settings.executable == null ? null : Path.of(settings.executable);
  }

  /**
   * Adds options for the child JVM, such as {@code -Dname=value} or {@code -XX:+UseG1GC}. They come
   * after Procession's own and inherited ones, so they win.
   *
   * @param options options in the form of the {@code java} command, one string each
   * @return a changed copy
   * @throws IllegalArgumentException if an option is empty or holds NUL
   */
  public Context jvmOptions(String... options) {
    for (String option : options) {
      if (option.isEmpty() || option.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("a JVM option is empty or holds NUL: option=" + option);
      }
    }
    List<String> added = List.of(options);
    return with(s -> s.jvmOptions.addAll(added));
  }

  /**
   * The options added.
   *
   * @return an unmodifiable list
   */
  public List<String> jvmOptions() {
    return Collections.unmodifiableList(settings.jvmOptions);
  }

  /**
   * Says whether children get the options that this JVM was started with: heap sizes, system
   * properties, {@code --enable-preview}, {@code --add-opens}, agents. On by default. Never
   * inherited are those that two JVMs cannot share: debugger, remote management, flight recording,
   * class archives.
   *
   * @param inherit whether to pass them on
   * @return a changed copy
   */
  public Context inheritOptions(boolean inherit) {
    return with(s -> s.inheritOptions = inherit);
  }

  /**
   * Whether children get the options of this JVM.
   *
   * @return true unless set
   */
  public boolean inheritOptions() {
    return settings.inheritOptions;
  }

  /**
   * Limits the child's heap. A task that needs more fails with {@link OutOfMemoryError}.
   *
   * @param bytes at least 2 MiB, or 0 for no limit of its own
   * @return a changed copy
   * @throws IllegalArgumentException if it is neither
   */
  public Context maxHeap(long bytes) {
    if (bytes != 0 && bytes < SMALLEST_HEAP) {
      throw new IllegalArgumentException(
          "maxHeap is too small for a JVM: maxHeap=" + bytes + ", least=" + SMALLEST_HEAP);
    }
    return with(s -> s.maxHeap = bytes);
  }

  /**
   * The child's largest heap.
   *
   * @return bytes; 0 for no limit of its own
   */
  public long maxHeap() {
    return settings.maxHeap;
  }

  /**
   * Sets a system property of the child from its start.
   *
   * @param name name, not empty, without {@code =} and NUL
   * @param value value, without NUL
   * @return a changed copy
   * @throws IllegalArgumentException if it cannot be passed on
   */
  public Context systemProperty(String name, String value) {
    checkPair("a system property", name, value);
    return with(s -> s.systemProperties.put(name, value));
  }

  /**
   * System properties of the child.
   *
   * @return an unmodifiable map
   */
  public Map<String, String> systemProperties() {
    return Collections.unmodifiableMap(settings.systemProperties);
  }

  /**
   * Sets an environment variable of the child.
   *
   * @param name name, not empty, without {@code =} and NUL
   * @param value value, without NUL
   * @return a changed copy
   * @throws IllegalArgumentException if it cannot be passed on
   */
  public Context environment(String name, String value) {
    checkPair("an environment variable", name, value);
    return with(s -> s.environment.put(name, value));
  }

  /**
   * Variables added to, or replaced in, the environment of this process.
   *
   * @return an unmodifiable map
   */
  public Map<String, String> environment() {
    return Collections.unmodifiableMap(settings.environment);
  }

  /**
   * Sets the directory the child runs in. It must exist when the child starts.
   *
   * @param directory a directory
   * @return a changed copy
   */
  public Context workingDirectory(Path directory) {
    String path = directory.toString();
    return with(s -> s.workingDirectory = path);
  }

  /**
   * Where the child runs.
   *
   * @return null for where this process runs
   */
  public @Nullable Path workingDirectory() {
    return settings.workingDirectory == null ? null : Path.of(settings.workingDirectory);
  }

  /**
   * Puts jars or directories in front of the child's class path.
   *
   * @param entries jars or directories
   * @return a changed copy
   */
  public Context classPath(Path... entries) {
    List<String> paths = List.of(entries).stream().map(Path::toString).toList();
    return with(s -> s.classPath.addAll(0, paths));
  }

  /**
   * Entries put in front of this program's class path.
   *
   * @return an unmodifiable list
   */
  public List<Path> classPath() {
    return settings.classPath.stream().map(Path::of).toList();
  }

  // ---- where it runs and what becomes of its output ---------------------------------------------

  /**
   * Pins children to processors. Needs the command {@code taskset}; where there is none, the start
   * fails with a message that says so.
   *
   * @param numbers processor numbers from 0; empty for all processors this process may use
   * @return a changed copy
   * @throws IllegalArgumentException if a number is negative
   */
  public Context processors(Set<Integer> numbers) {
    for (int number : numbers) {
      if (number < 0) {
        throw new IllegalArgumentException("no such processor: number=" + number);
      }
    }
    Set<Integer> copy = Set.copyOf(numbers);
    return with(
        s -> {
          s.processors.clear();
          s.processors.addAll(copy);
        });
  }

  /**
   * Processors the child is pinned to.
   *
   * @return an unmodifiable set; empty for all
   */
  public SortedSet<Integer> processors() {
    return Collections.unmodifiableSortedSet(settings.processors);
  }

  /**
   * Sets how willingly children give way to other processes, with the command {@code nice}. Less
   * than 0 needs privileges.
   *
   * @param niceness -20 to 19, added to that of this process; 0 for none
   * @return a changed copy
   * @throws IllegalArgumentException if it is out of range
   */
  public Context niceness(int niceness) {
    if (niceness < LEAST_NICE || niceness > NICEST) {
      throw new IllegalArgumentException(
          "niceness is out of range: niceness="
              + niceness
              + ", least="
              + LEAST_NICE
              + ", most="
              + NICEST);
    }
    return with(s -> s.niceness = niceness);
  }

  /**
   * What is added to the niceness of this process.
   *
   * @return -20 to 19
   */
  public int niceness() {
    return settings.niceness;
  }

  /**
   * Says what becomes of the child's standard output and error.
   *
   * @param output the choice
   * @return a changed copy
   */
  public Context output(Output output) {
    Objects.requireNonNull(output, "output");
    return with(s -> s.output = output);
  }

  /**
   * What becomes of the child's standard output and error.
   *
   * @return {@link Output#inherit()} unless set
   */
  public Output output() {
    return settings.output;
  }

  // ---- fast starts ------------------------------------------------------------------------------

  /**
   * Names classes to load and initialize in each child process before its task. In spares this has
   * been done when a child is asked for.
   *
   * <p>Python: {@code set_forkserver_preload}.
   *
   * @param classNames names as {@link Class#getName()} tells them
   * @return a changed copy
   * @throws IllegalArgumentException if a name is blank
   */
  public Context preload(String... classNames) {
    for (String name : classNames) {
      if (name.isBlank()) {
        throw new IllegalArgumentException("a class name must not be blank");
      }
    }
    List<String> added = List.of(classNames);
    return with(s -> s.preloadedClasses.addAll(added));
  }

  /**
   * The classes to load in advance.
   *
   * @return an unmodifiable list
   */
  public List<String> preloadedClasses() {
    return Collections.unmodifiableList(settings.preloadedClasses);
  }

  /**
   * Sets code to run once in each child before its task, after the preloaded classes; see {@link
   * #preload(String...)}. What it leaves in static fields is there when the task begins.
   *
   * @param hook the code; replaces the one set before
   * @return a changed copy
   */
  public Context preload(Action hook) {
    Objects.requireNonNull(hook, "hook");
    return with(s -> s.preloadHook = hook);
  }

  /**
   * The code to run in advance.
   *
   * @return null for none
   */
  public @Nullable Action preloadHook() {
    return settings.preloadHook;
  }

  /**
   * Says what to do when preloading fails.
   *
   * @param failure the choice
   * @return a changed copy
   */
  public Context preloadFailure(PreloadFailure failure) {
    Objects.requireNonNull(failure, "failure");
    return with(s -> s.preloadFailure = failure);
  }

  /**
   * What to do when preloading fails.
   *
   * @return {@link PreloadFailure#WARN} unless set
   */
  public PreloadFailure preloadFailure() {
    return settings.preloadFailure;
  }

  /**
   * Sets how many spare JVMs stand by for children of this context. They appear with the first
   * child that is started warm, are replaced in the background, and go when none has been needed
   * for half a minute, or this program ends. An idle spare uses memory and no CPU. A process that
   * is a child itself keeps one at most, and none before its second child.
   *
   * @param count 0 to 64; 0 means that every start is a cold one
   * @return a changed copy
   * @throws IllegalArgumentException if it is out of range
   */
  public Context spares(int count) {
    if (count < 0 || count > ContextSettings.MOST_SPARES) {
      throw new IllegalArgumentException(
          "spares is out of range: spares=" + count + ", most=" + ContextSettings.MOST_SPARES);
    }
    return with(s -> s.spares = count);
  }

  /**
   * How many spare JVMs stand by.
   *
   * @return unless set 2, or 1 on a single processor, or what the system property {@code
   *     dev.procession.spares} says
   */
  public int spares() {
    return settings.spares;
  }

  /**
   * Says whether children use an archive of loaded classes, which makes a cold start faster. It is
   * made in the background when it is missing and kept in the user's cache directory, one for each
   * combination of JDK, class path and options; {@code procession doctor} shows it.
   *
   * @param use whether to make and use it
   * @return a changed copy
   */
  public Context aotCache(boolean use) {
    return with(s -> s.aotCache = use);
  }

  /**
   * Whether children use an archive of loaded classes.
   *
   * @return true unless set
   */
  public boolean aotCache() {
    return settings.aotCache;
  }

  // ---- as a value -------------------------------------------------------------------------------

  private static void checkPair(String what, String name, String value) {
    Objects.requireNonNull(value, "value");
    if (name.isEmpty() || name.indexOf('=') >= 0 || (name + value).indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "not " + what + ": name=" + name + "; names are not empty and hold no '=' or NUL");
    }
  }

  /** Whether all settings are the same. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Context context && settings.equals(context.settings);
  }

  @Override
  public int hashCode() {
    return settings.hashCode();
  }

  /** Such as {@code Context[WARM]}. */
  @Override
  public String toString() {
    return "Context[" + settings.startMethod + "]";
  }
}
