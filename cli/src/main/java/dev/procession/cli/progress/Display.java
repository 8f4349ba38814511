package dev.procession.cli.progress;

import java.time.Duration;

/** One way of showing a meter. Used by the reporter's thread alone. */
interface Display {

  /** How long to leave the display alone between two looks at the meter. */
  Duration interval();

  /** Shows the meter as it is now. */
  void show(Meter meter);

  /** Shows the meter for the last time and leaves the cursor on an empty line. */
  void finish(Meter meter);

  /** Prints a line of text without spoiling the display. */
  void message(String line);
}
