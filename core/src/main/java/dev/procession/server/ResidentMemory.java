package dev.procession.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much memory this process has. */
final class ResidentMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RESIDENT = "VmRSS:";
  private static final int KILO = 1024;

  private ResidentMemory() {}

  /**
   * Bytes of memory that are resident; what the heap has reserved where the system does not say.
   */
  static long bytes() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith(RESIDENT)) {
          return Long.parseLong(line.replaceAll("\\D", "")) * KILO;
        }
      }
    } catch (IOException e) {
      // Not Linux, or no descriptor left.
    }
    return Runtime.getRuntime().totalMemory();
  }
}
