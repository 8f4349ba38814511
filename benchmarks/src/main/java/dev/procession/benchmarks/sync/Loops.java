package dev.procession.benchmarks.sync;

import dev.procession.benchmarks.team.Burst;
import dev.procession.sync.SharedLock;
import dev.procession.sync.SharedReentrantLock;
import dev.procession.sync.SharedSemaphore;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Taking and giving back, one loop for each type: in a loop for all of them each call would have to
 * find out first what it is for.
 */
final class Loops {
  private Loops() {}

  static Burst of(SharedLock lock) {
    return times -> {
      for (int i = 0; i < times; i++) {
        lock.lock();
        lock.unlock();
      }
    };
  }

  static Burst of(SharedReentrantLock lock) {
    return times -> {
      for (int i = 0; i < times; i++) {
        lock.lock();
        lock.unlock();
      }
    };
  }

  static Burst of(SharedSemaphore semaphore) {
    return times -> {
      for (int i = 0; i < times; i++) {
        semaphore.acquire();
        semaphore.release();
      }
    };
  }

  static Burst of(ReentrantLock lock) {
    return times -> {
      for (int i = 0; i < times; i++) {
        lock.lock();
        lock.unlock();
      }
    };
  }

  static Burst of(Semaphore semaphore) {
    return times -> {
      for (int i = 0; i < times; i++) {
        semaphore.acquire();
        semaphore.release();
      }
    };
  }
}
