package dev.procession.pool;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The items of a run between being sent and being reported on. Filled by the feeder, emptied by the
 * consumer.
 */
final class ItemMemory {
  /** Guarded by this. */
  private final Map<Long, @Nullable Object> items = new HashMap<>();

  synchronized void put(long index, @Nullable Object item) {
    items.put(index, item);
  }

  synchronized @Nullable Object take(long index) {
    return items.remove(index);
  }
}
