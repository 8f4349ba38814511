package dev.procession.internal.proc;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The options of a child's JVM as an archive of loaded classes sees them: those that it refuses,
 * those that do not matter to it, and the rest.
 *
 * @param kept the rest, brought into one order; also the options of the JVMs that make the archive
 * @param refusal why there can be no archive with these options; null if there can
 */
record ArchiveOptions(List<String> kept, @Nullable String refusal) {
  private static final List<String> AGENTS =
      List.of("-javaagent:", "-agentlib:", "-agentpath:", "-Xrun", "-Xdebug");

  /** The JVM's own archives, and what makes it load other classes than the class path says. */
  private static final List<String> REFUSED =
      List.of(
          "-XX:AOT",
          "-XX:SharedArchiveFile",
          "-XX:ArchiveClassesAtExit",
          "-XX:+AutoCreateSharedArchive",
          "-Xshare",
          "-Xbootclasspath",
          "--patch-module",
          "--limit-modules",
          "--upgrade-module-path",
          "-Djava.system.class.loader",
          "-XX:StartFlightRecording",
          "-XX:Flags=",
          "-XX:VMOptionsFile",
          "@");

  /** These cannot hold the JDK's archived objects, so that an archive gains nothing. */
  private static final Set<String> COLLECTORS =
      Set.of("-XX:+UseZGC", "-XX:+UseShenandoahGC", "-XX:+UseEpsilonGC");

  /** The sizes of the heap are dealt with apart. */
  private static final List<String> IRRELEVANT =
      List.of(
          "-D",
          "-Xms",
          "-Xmn",
          "-Xss",
          "-Xlog",
          "-verbose",
          "-ea",
          "-da",
          "-esa",
          "-dsa",
          "-enableassertions",
          "-disableassertions",
          "-XX:ErrorFile",
          "-XX:OnError",
          "-XX:OnOutOfMemoryError",
          "-XX:HeapDumpPath",
          "-XX:LogFile",
          "-XX:TieredStopAtLevel",
          "-XX:CompileThresholdScaling",
          "-XX:TrimNativeHeapInterval",
          "-showversion");

  private static final Set<String> WITHOUT_VALUE = Set.of("--enable-preview", "--show-version");

  /** The JVM does not start with less, if it is to use an archive. */
  private static final long SMALL_HEAP = 4L << 20;

  /** Up to here references are compressed. */
  private static final long LARGE_HEAP = 32L << 30;

  /** Looks at the options of a child's command line. */
  static ArchiveOptions of(List<String> options) {
    TreeMap<String, String> kept = new TreeMap<>();
    for (String option : joined(options)) {
      String refusal = refusal(option);
      if (refusal != null) {
        return new ArchiveOptions(List.of(), refusal);
      }
      if (!startsWithAny(option, IRRELEVANT)) {
        String effective = heap(option);
        kept.put(name(effective), effective);
      }
    }
    return new ArchiveOptions(List.copyOf(kept.values()), null);
  }

  /** An option whose value is an argument of its own is written as one. */
  private static List<String> joined(List<String> options) {
    List<String> joined = new ArrayList<>();
    for (int i = 0; i < options.size(); i++) {
      String option = options.get(i);
      boolean open =
          option.startsWith("--") && option.indexOf('=') < 0 && !WITHOUT_VALUE.contains(option);
      if (open && i + 1 < options.size()) {
        i++;
        option = option.concat("=").concat(options.get(i));
      }
      joined.add(option);
    }
    return joined;
  }

  private static @Nullable String refusal(String option) {
    String size = heapSize(option);
    if (size != null && bytes(size) < SMALL_HEAP) {
      return "the heap is too small for what an archive puts there: option=".concat(option);
    }
    if (startsWithAny(option, AGENTS)) {
      return "the JVM uses no archive together with an agent: option=".concat(option);
    }
    if (startsWithAny(option, REFUSED)) {
      return "the JVM uses no archive of ours with this option: option=".concat(option);
    }
    if (COLLECTORS.contains(option)) {
      return "an archive gains nothing with this collector: option=".concat(option);
    }
    return null;
  }

  private static boolean startsWithAny(String option, List<String> prefixes) {
    for (String prefix : prefixes) {
      if (option.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  /** All that counts of a heap's size is whether references are compressed. */
  private static String heap(String option) {
    String size = heapSize(option);
    return size == null || bytes(size) >= LARGE_HEAP ? option : "-Xmx1g";
  }

  /** The size of the heap that an option sets; null if it sets none. */
  private static @Nullable String heapSize(String option) {
    if (option.startsWith("-Xmx")) {
      return option.substring("-Xmx".length());
    }
    return option.startsWith("-XX:MaxHeapSize=")
        ? option.substring("-XX:MaxHeapSize=".length())
        : null;
  }

  private static long bytes(String size) {
    if (size.isEmpty()) {
      return 0;
    }
    int shift =
        switch (Character.toLowerCase(size.charAt(size.length() - 1))) {
          case 'k' -> 10;
          case 'm' -> 20;
          case 'g' -> 30;
          case 't' -> 40;
          default -> 0;
        };
    try {
      return Long.parseLong(size, 0, size.length() - (shift == 0 ? 0 : 1), 10) << shift;
    } catch (NumberFormatException refusedByTheJvm) {
      return 0;
    }
  }

  /** What is set by an option: of two that set the same, the later counts. */
  private static String name(String option) {
    if (option.startsWith("-XX:+Unlock")) {
      // Must come before what it unlocks.
      return " ".concat(option);
    }
    if (option.startsWith("-Xmx")) {
      return "-Xmx";
    }
    if (!option.startsWith("-XX:")) {
      return option;
    }
    char sign = option.length() > 4 ? option.charAt(4) : ' ';
    if (sign == '+' || sign == '-') {
      return "-XX:".concat(option.substring(5));
    }
    int equals = option.indexOf('=');
    return equals < 0 ? option : option.substring(0, equals);
  }
}
