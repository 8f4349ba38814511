package dev.procession.cli;

import java.util.Locale;

/** Sizes for people. */
public final class Sizes {
  private Sizes() {}

  /** For example {@code 1.5 MB}. */
  public static String text(long bytes) {
    if (bytes >= 1L << 30) {
      return String.format(Locale.ROOT, "%.1f GB", bytes / 0x1p30);
    }
    if (bytes >= 1L << 20) {
      return String.format(Locale.ROOT, "%.1f MB", bytes / 0x1p20);
    }
    return String.format(Locale.ROOT, "%.1f kB", bytes / 0x1p10);
  }
}
