package dev.procession.cli.progress;

import java.util.Locale;

/** The values of {@code --progress}. */
public enum ProgressMode {
  /** A bar if standard error is a terminal, otherwise lines. */
  AUTO,
  /** A bar in any case. */
  ON,
  /** Nothing. */
  OFF;

  /** As it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
