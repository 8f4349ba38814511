package dev.procession;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The values of a {@link Context}. Changed only between {@link #copy} and the construction of the
 * context that owns it, by the thread that does both; read by all threads through a final field.
 *
 * <p>Paths are kept as text, since a {@code Path} cannot be serialized.
 */
final class ContextSettings implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The most spares that a context can have. */
  static final int MOST_SPARES = 64;

  private static final int DEFAULT_SPARES =
      Math.clamp(
          Integer.getInteger(
              "dev.procession.spares", Math.min(2, Runtime.getRuntime().availableProcessors())),
          0,
          MOST_SPARES);

  StartMethod startMethod = StartMethod.WARM;
  @Nullable String executable;
  ArrayList<String> jvmOptions = new ArrayList<>();
  boolean inheritOptions = true;
  long maxHeap;
  TreeMap<String, String> systemProperties = new TreeMap<>();
  TreeMap<String, String> environment = new TreeMap<>();
  @Nullable String workingDirectory;
  ArrayList<String> classPath = new ArrayList<>();
  TreeSet<Integer> processors = new TreeSet<>();
  int niceness;
  Output output = Output.inherit();
  ArrayList<String> preloadedClasses = new ArrayList<>();
  @Nullable Action preloadHook;
  PreloadFailure preloadFailure = PreloadFailure.WARN;
  int spares = DEFAULT_SPARES;
  boolean aotCache = true;

  ContextSettings copy() {
    var copy = new ContextSettings();
    copy.startMethod = startMethod;
    copy.executable = executable;
    copy.jvmOptions = new ArrayList<>(jvmOptions);
    copy.inheritOptions = inheritOptions;
    copy.maxHeap = maxHeap;
    copy.systemProperties = new TreeMap<>(systemProperties);
    copy.environment = new TreeMap<>(environment);
    copy.workingDirectory = workingDirectory;
    copy.classPath = new ArrayList<>(classPath);
    copy.processors = new TreeSet<>(processors);
    copy.niceness = niceness;
    copy.output = output;
    copy.preloadedClasses = new ArrayList<>(preloadedClasses);
    copy.preloadHook = preloadHook;
    copy.preloadFailure = preloadFailure;
    copy.spares = spares;
    copy.aotCache = aotCache;
    return copy;
  }

  private List<@Nullable Object> values() {
    return Arrays.asList(
        startMethod,
        executable,
        jvmOptions,
        inheritOptions,
        maxHeap,
        systemProperties,
        environment,
        workingDirectory,
        classPath,
        processors,
        niceness,
        output,
        preloadedClasses,
        preloadHook,
        preloadFailure,
        spares,
        aotCache);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ContextSettings settings && values().equals(settings.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }
}
