package dev.procession.internal.proc;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * The options that this JVM was started with and a child should have too.
 *
 * <p>Left out are those that two JVMs cannot share (a debugger's port, a recording's file, an
 * archive of other classes), and the class and module paths, which are passed on in another way.
 */
final class InheritedOptions {
  private static final List<String> NOT_SHARED =
      List.of(
          "-agentlib:jdwp",
          "-Xrunjdwp",
          "-Xdebug",
          "-XX:AOT",
          "-XX:SharedArchiveFile",
          "-XX:ArchiveClassesAtExit",
          "-XX:SharedClassListFile",
          "-XX:DumpLoadedClassList",
          "-Xshare",
          "-XX:StartFlightRecording",
          "-XX:ErrorFile",
          "-XX:OnError",
          "-XX:+CreateCoredumpOnCrash",
          "-XX:+PerfDataSaveToFile",
          "-XX:PerfDataSaveFile",
          "-Dcom.sun.management.",
          "-Djava.class.path=",
          "-Djdk.module.",
          "-Djdk.sources=",
          "--module-path",
          "-Dsun.java.");

  /** Asking costs milliseconds the first time, and the answer never changes. */
  private static final class Holder {
    static final List<String> OPTIONS = ask();
  }

  private InheritedOptions() {}

  /** All of them, in order; empty where the JVM has no module that could tell. */
  static List<String> list() {
    return Holder.OPTIONS;
  }

  private static List<String> ask() {
    try {
      List<String> shared = new ArrayList<>();
      for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
        boolean logFile = option.startsWith("-Xlog") && option.contains("file=");
        if (!logFile && NOT_SHARED.stream().noneMatch(option::startsWith)) {
          shared.add(option);
        }
      }
      return List.copyOf(shared);
    } catch (NoClassDefFoundError noManagementModule) {
      return List.of();
    }
  }
}
