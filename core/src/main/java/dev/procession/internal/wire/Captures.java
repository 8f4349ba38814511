package dev.procession.internal.wire;

import org.jspecify.annotations.Nullable;

/**
 * What a lambda has captured, some of it arrays or memory. Nobody else has the arrays, and none is
 * in it twice, so that they can be sent one by one.
 */
public final class Captures {
  private final @Nullable Object[] values;

  /** Plain values, arrays of primitives, memory; none is copied. */
  public Captures(@Nullable Object[] values) {
    this.values = values;
  }

  /** What has been captured, in order. */
  public @Nullable Object[] values() {
    return values;
  }
}
