package dev.procession.internal.shm;

/**
 * Who runs which item of a chunk: a worker claims items one by one, and the parent may take back
 * what is not claimed yet, without asking.
 *
 * <p>Two words of shared memory:
 *
 * <pre>
 *   claim   chunk number (24 bits) | next item (20 bits) | end (20 bits)
 *   done    chunk number (24 bits) | 0                   | items done (20 bits)
 * </pre>
 *
 * Items {@code 0 … next-1} have been claimed by the worker, items {@code next … end-1} are
 * anyone's. The worker claims by moving {@code next} up, the parent takes back by moving {@code
 * end} down, both by compare-and-set on the one word, so an item has exactly one taker. After an
 * item the worker sets {@code done}; it alone writes that word while it holds the chunk. Hence,
 * when the worker is dead, {@code next == done + 1} says that item {@code done} was running and
 * {@code next == done} that none was.
 *
 * <p>The parent sets both words before it sends the chunk, while the worker holds nothing in this
 * lane; the chunk's frame on the socket carries the ordering. The chunk number keeps a late look by
 * either side from touching the next chunk in the lane.
 *
 * <p>Nobody ever waits on these words, so the death of either side at any instruction blocks no
 * one.
 */
public final class ItemClaims {
  /** The most items in a chunk. */
  public static final int MAX_ITEMS = (1 << 20) - 1;

  /** Chunk numbers are taken modulo this. */
  public static final int CHUNK_NUMBERS = 1 << 24;

  /** Returned by {@link #claim}: the chunk has no more items for this worker. */
  public static final int NONE = -1;

  private static final int MASK = MAX_ITEMS;
  private static final int NEXT_SHIFT = 20;
  private static final int CHUNK_SHIFT = 40;

  private final ProcessSlot slot;
  private final int claimField;
  private final int doneField;

  ItemClaims(ProcessSlot slot, int claimField, int doneField) {
    this.slot = slot;
    this.claimField = claimField;
    this.doneField = doneField;
  }

  // ---- parent -----------------------------------------------------------------------------------

  /** Offers the items of a chunk. The worker holds nothing in this lane. */
  public void offer(int chunk, int items) {
    slot.set(doneField, word(chunk, 0, 0));
    slot.set(claimField, word(chunk, 0, items));
  }

  /**
   * Takes unclaimed items back, from the end.
   *
   * @param keep how many unclaimed items the worker keeps at most
   * @return the first item taken back; items from there to the previous end are the parent's again.
   *     Equal to the previous end if nothing was taken.
   */
  public int takeBack(int chunk, int keep) {
    while (true) {
      long seen = slot.get(claimField);
      int next = next(seen);
      int end = end(seen);
      int newEnd = Math.min(end, next + keep);
      if (chunk(seen) != chunk || newEnd == end) {
        return end;
      }
      if (slot.compareAndSet(claimField, seen, word(chunk, next, newEnd))) {
        return newEnd;
      }
    }
  }

  /** How many items of the chunk have been claimed; 0 if the lane holds another chunk. */
  public int claimed(int chunk) {
    long seen = slot.get(claimField);
    return chunk(seen) == chunk ? next(seen) : 0;
  }

  /** How many items of the chunk are done; 0 if the lane holds another chunk. */
  public int done(int chunk) {
    long seen = slot.get(doneField);
    return chunk(seen) == chunk ? end(seen) : 0;
  }

  // ---- worker -----------------------------------------------------------------------------------

  /** Claims the next item, or {@link #NONE}. */
  public int claim(int chunk) {
    while (true) {
      long seen = slot.get(claimField);
      int next = next(seen);
      int end = end(seen);
      if (chunk(seen) != chunk || next >= end) {
        return NONE;
      }
      if (slot.compareAndSet(claimField, seen, word(chunk, next + 1, end))) {
        return next;
      }
    }
  }

  /** Says that the item claimed last is done: its result is in this process's memory. */
  public void finish(int chunk, int item) {
    slot.set(doneField, word(chunk, 0, item + 1));
  }

  // ---- words ------------------------------------------------------------------------------------

  private static long word(int chunk, int next, int end) {
    return (long) chunk << CHUNK_SHIFT | (long) next << NEXT_SHIFT | end;
  }

  private static int chunk(long word) {
    return (int) (word >>> CHUNK_SHIFT);
  }

  private static int next(long word) {
    return (int) (word >>> NEXT_SHIFT) & MASK;
  }

  private static int end(long word) {
    return (int) word & MASK;
  }
}
