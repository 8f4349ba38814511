package dev.procession.manager;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The calls on a connection that have not been answered, by their numbers. Used by any thread.
 *
 * <p>Numbers come one after the other, so nearly all of the calls have a place of their own in a
 * small array. Those whose place is taken, by a call that has been waiting for long, are in a map.
 */
final class PendingCalls {
  /** A power of two; more than calls are under way at a time, mostly. */
  private static final int PLACES = 256;

  private final AtomicReferenceArray<@Nullable PendingCall> places =
      new AtomicReferenceArray<>(PLACES);
  private final Map<Integer, PendingCall> others = new ConcurrentHashMap<>();

  void add(PendingCall call) {
    if (!places.compareAndSet(place(call.id()), null, call)) {
      others.put(call.id(), call);
    }
  }

  /** Removes the call of that number; null if there is none any more. */
  @Nullable PendingCall remove(int id) {
    PendingCall call = places.get(place(id));
    if (call != null && call.id() == id) {
      return places.compareAndSet(place(id), call, null) ? call : null;
    }
    return others.remove(id);
  }

  /** Removes all there are, and does something with each. */
  void removeAll(Consumer<PendingCall> action) {
    for (int i = 0; i < PLACES; i++) {
      PendingCall call = places.getAndSet(i, null);
      if (call != null) {
        action.accept(call);
      }
    }
    for (Integer id : others.keySet()) {
      PendingCall call = others.remove(id);
      if (call != null) {
        action.accept(call);
      }
    }
  }

  private static int place(int id) {
    return id & PLACES - 1;
  }
}
