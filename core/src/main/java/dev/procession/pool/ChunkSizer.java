package dev.procession.pool;

/**
 * How many items the next chunk gets, from how long items have taken so far.
 *
 * <p>A chunk aims at a fixed time, so that the cost of a message is small beside it; it grows by a
 * bounded factor from one to the next, so that one lucky guess does no harm; and it never takes
 * more than a share of what is known to be left. Uneven items are no concern here: what one worker
 * cannot do in time, another takes from it.
 *
 * <p>Guarded by the run that owns it.
 */
final class ChunkSizer {
  private static final double TARGET_NANOS = 2_000_000;
  private static final int GROWTH = 8;
  private static final int FIRST = 16;

  private final int fixed;
  private final int workers;
  private final int most;

  /** Smoothed time of one item in a worker; 0 as long as nothing is known. */
  private double nanosPerItem;

  private int last;

  ChunkSizer(CallOptions options, int workers) {
    this.fixed = options.chunkSize();
    this.workers = workers;
    int byBuffer =
        options.buffer() == 0
            ? CallOptions.MAX_CHUNK
            : Math.max(1, options.buffer() / (2 * workers));
    this.most = byBuffer;
  }

  /** The size of the next chunk; {@code left} is how many items are left, or -1 if nobody knows. */
  int next(long left) {
    if (fixed > 0) {
      return fixed;
    }
    double wanted = nanosPerItem == 0 ? FIRST : TARGET_NANOS / nanosPerItem;
    if (last > 0) {
      wanted = Math.min(wanted, (double) last * GROWTH);
    }
    if (left >= 0) {
      wanted = Math.min(wanted, Math.ceil(left / (2.0 * workers)));
    }
    int size = (int) Math.max(1, Math.min(wanted, most));
    if (nanosPerItem > 0) {
      last = size;
    }
    return size;
  }

  /** Some items took so long. */
  void observe(int items, long nanos) {
    double sample = Math.max(1, (double) nanos / items);
    nanosPerItem = nanosPerItem == 0 ? sample : 0.7 * nanosPerItem + 0.3 * sample;
    if (last == 0) {
      last = FIRST;
    }
  }
}
