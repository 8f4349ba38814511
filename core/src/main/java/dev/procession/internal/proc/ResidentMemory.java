package dev.procession.internal.proc;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** How much memory a process has that is resident, where {@code /proc} tells. */
public final class ResidentMemory {
  /** Returned when nobody knows. */
  public static final long UNKNOWN = -1;

  private static final String FIELD = "VmRSS:";
  private static final int KILO = 1024;
  private static final int ENOUGH = 4096;

  private ResidentMemory() {}

  /** Whether this system tells. */
  public static boolean isKnown() {
    return !Boolean.getBoolean("dev.procession.portable")
        && of(ProcessHandle.current().pid()) != UNKNOWN;
  }

  /** Bytes; {@link #UNKNOWN} if the process is gone. Takes microseconds, whoever is interrupted. */
  public static long of(long pid) {
    try (var in = new FileInputStream("/proc/" + pid + "/status")) {
      return parse(new String(in.readNBytes(ENOUGH), StandardCharsets.ISO_8859_1));
    } catch (IOException gone) {
      return UNKNOWN;
    }
  }

  private static long parse(String status) {
    int start = status.indexOf(FIELD);
    if (start < 0) {
      // A zombie has none.
      return UNKNOWN;
    }
    long kilobytes = 0;
    for (int i = start + FIELD.length(); i < status.length() && status.charAt(i) != '\n'; i++) {
      int digit = Character.digit(status.charAt(i), 10);
      if (digit >= 0) {
        kilobytes = 10 * kilobytes + digit;
      }
    }
    return KILO * kilobytes;
  }
}
