package dev.procession.manager;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the logs of effects of several kinds of objects have in common. */
final class Effects {
  private Effects() {}

  /** Gives many values in parts, so that no record of a log becomes huge. */
  static void inParts(
      @Nullable Object[] values, int atOnce, Consumer<@Nullable Object[]> consumer) {
    for (int from = 0; from < values.length; from += atOnce) {
      consumer.accept(Arrays.copyOfRange(values, from, Math.min(values.length, from + atOnce)));
    }
  }

  /** The log is of another version of this library. */
  static IllegalArgumentException unknown(String kind, int effect) {
    return new IllegalArgumentException(
        "a "
            + kind
            + " knows no effect="
            + effect
            + ": use the version of Procession that wrote this journal, or begin a new one");
  }
}
