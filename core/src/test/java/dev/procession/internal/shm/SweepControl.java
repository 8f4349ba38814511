package dev.procession.internal.shm;

import java.time.Duration;

/** Lets tests sweep without waiting until what is left is old. */
public final class SweepControl {
  private SweepControl() {}

  /** Removes what dead processes have left, however young it is. */
  public static void sweep() {
    ScratchFiles.sweep(Duration.ZERO);
  }
}
