package dev.procession.cli.records;

import java.util.Locale;

/** The values of {@code --records}: how an input is cut into records, and what a record is. */
public enum RecordFormat {
  /** Each line is a record, an empty one too. */
  LINES,
  /** Each line is a JSON value. Blank lines are skipped. */
  JSON,
  /** Each line names a file. Blank lines are skipped. */
  FILES,
  /** Records end with NUL, as {@code find -print0} writes them. */
  NULL;

  /**
   * What ends a record, in the input and in the output.
   *
   * @return one byte
   */
  public byte separator() {
    return this == NULL ? 0 : (byte) '\n';
  }

  /**
   * Whether a blank line is no record at all.
   *
   * @return true if it is skipped
   */
  boolean skipsBlank() {
    return this == JSON || this == FILES;
  }

  /** As it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
