package dev.procession.manager;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where calls run that may take time, because they run code of the user's: beside each other, but
 * those of one thread of a client to one object one after the other, so that calls which that
 * thread does not wait for are done in its order.
 *
 * <p>A lane has a virtual thread for as long as it has something to do.
 */
final class Lanes {
  private final ReentrantLock lock = new ReentrantLock();

  /** What is to be done in each lane that has a thread. Guarded by the lock. */
  private final Map<Lane, Queue<Runnable>> waiting = new HashMap<>();

  /** Whether there are any; a hint for those who add to them, who are one thread. */
  private volatile boolean some;

  /** Whose calls to what. */
  record Lane(long object, long thread) {}

  /** Whether something is done in that lane, so that what comes now has to come after it. */
  boolean isBusy(long object, long thread) {
    if (!some) {
      return false;
    }
    lock.lock();
    try {
      return waiting.containsKey(new Lane(object, thread));
    } finally {
      lock.unlock();
    }
  }

  void run(long object, long thread, Runnable call) {
    var lane = new Lane(object, thread);
    lock.lock();
    try {
      Queue<Runnable> before = waiting.get(lane);
      if (before != null) {
        before.add(call);
        return;
      }
      waiting.put(lane, new ArrayDeque<>());
      some = true;
    } finally {
      lock.unlock();
    }
    Thread.ofVirtual().name("procession-manager-call").start(() -> runAll(lane, call));
  }

  private void runAll(Lane lane, Runnable first) {
    Runnable next = first;
    while (next != null) {
      next.run();
      next = next(lane);
    }
  }

  /** What is to be done next; null if the lane ends. */
  private @Nullable Runnable next(Lane lane) {
    lock.lock();
    try {
      Queue<Runnable> rest = waiting.get(lane);
      Runnable next = rest == null ? null : rest.poll();
      if (next == null) {
        waiting.remove(lane);
        some = !waiting.isEmpty();
      }
      return next;
    } finally {
      lock.unlock();
    }
  }
}
