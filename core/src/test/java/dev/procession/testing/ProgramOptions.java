package dev.procession.testing;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** The options of JVMs that tests start as programs of their own. */
public final class ProgramOptions {
  private ProgramOptions() {}

  /**
   * Lean, and alike for all, so that their children can use the archive that those of tests use.
   */
  public static List<String> lean() {
    List<String> options = new ArrayList<>(List.of("-XX:+UseSerialGC", "-XX:-UsePerfData"));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("-XX:TieredStopAtLevel="))
        .forEach(options::add);
    // Whoever makes an archive is a process too, and has tests of its own.
    options.add("-Ddev.procession.aot=" + System.getProperty("dev.procession.aot", "false"));
    String cache = System.getProperty("dev.procession.cache");
    if (cache != null) {
      options.add("-Ddev.procession.cache=" + cache);
    }
    return options;
  }
}
