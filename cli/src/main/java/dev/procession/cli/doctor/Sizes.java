package dev.procession.cli.doctor;

import java.util.Locale;

/** Sizes for people. */
final class Sizes {
  private Sizes() {}

  static String text(long bytes) {
    if (bytes >= 1L << 30) {
      return String.format(Locale.ROOT, "%.1f GB", bytes / 0x1p30);
    }
    if (bytes >= 1L << 20) {
      return String.format(Locale.ROOT, "%.1f MB", bytes / 0x1p20);
    }
    return String.format(Locale.ROOT, "%.1f kB", bytes / 0x1p10);
  }
}
