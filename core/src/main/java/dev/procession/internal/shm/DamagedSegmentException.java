package dev.procession.internal.shm;

import dev.procession.ProcessionException;

/** Shared memory does not hold what its header or its kind promises. */
public final class DamagedSegmentException extends ProcessionException {
  private static final long serialVersionUID = 1L;

  /** Says which value cannot be. */
  public DamagedSegmentException(String value) {
    super("shared memory is damaged or none of Procession's: " + value, null);
  }
}
