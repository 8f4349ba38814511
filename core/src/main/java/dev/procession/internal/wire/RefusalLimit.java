package dev.procession.internal.wire;

import java.util.concurrent.TimeUnit;

/** Lets strangers write only so many lines a second into the log. Used by any thread. */
public final class RefusalLimit {
  /** For a refusal that is not to be logged. */
  public static final long LEFT_OUT = -1;

  private static final int LINES_A_SECOND = 10;

  /** The second that is being counted. Guarded by this, as is all else. */
  private long second = Long.MIN_VALUE;

  private int lines;
  private long leftOut;

  /** Counts a refusal: {@link #LEFT_OUT}, or how many have been left out since the last line. */
  public synchronized long count() {
    long now = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
    if (now != second) {
      second = now;
      lines = 0;
    }
    if (lines >= LINES_A_SECOND) {
      leftOut++;
      return LEFT_OUT;
    }
    lines++;
    long more = leftOut;
    leftOut = 0;
    return more;
  }
}
