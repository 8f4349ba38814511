package dev.procession.pool;

import dev.procession.internal.shm.Parcel;
import dev.procession.internal.shm.ParcelShelf;
import dev.procession.internal.wire.ItemWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The large arguments of a call. Each is kept until the call has heard what became of its item:
 * until then another worker may have to read it. Used by any thread.
 */
final class Cargo {
  private final ParcelShelf shelf;

  /** By the position of the item in the call's input. Guarded by this. */
  private final Map<Long, List<Parcel>> parcels = new HashMap<>();

  Cargo(ParcelShelf shelf) {
    this.shelf = shelf;
  }

  /** Keeps those of a batch; {@code first} is the position of its first item. */
  synchronized void load(ItemWriter items, long first) {
    items.forEachParcel(
        (item, parcel) ->
            parcels.computeIfAbsent(first + item, _ -> new ArrayList<>(1)).add(parcel));
  }

  /** The call knows what became of some items. */
  synchronized void unload(long first, int count) {
    for (long index = first; index < first + count && !parcels.isEmpty(); index++) {
      List<Parcel> done = parcels.remove(index);
      if (done != null) {
        done.forEach(shelf::giveBack);
      }
    }
  }

  /** The call is over. */
  synchronized void unloadAll() {
    parcels.values().forEach(done -> done.forEach(shelf::giveBack));
    parcels.clear();
  }
}
