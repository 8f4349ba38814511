package dev.procession.memory;

import java.util.Objects;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What numbers, arrays and records in shared memory have in common: a lock of their own, and an end
 * of their use.
 *
 * <p>Every single operation is atomic without the lock. The lock is for several operations that
 * belong together; it keeps out only those who take it too.
 */
public sealed interface SharedData extends AutoCloseable
    permits SharedArray, SharedNumber, SharedBoolean, SharedRecord, SharedRecordArray {

  /**
   * The lock that comes with the data, or the one that they were {@linkplain MemoryConfig#lock made
   * with}. The one that comes with them is reentrant, belongs to the thread that took it, has no
   * conditions, and cannot be sent: send the data. There is no form of the data without it; nobody
   * pays for a lock that nobody takes.
   *
   * <p>If its holder dies, the next one to ask gets it and a warning is logged, within a second.
   * What the holder had changed by then stays changed. Whoever must know makes the data with a
   * {@linkplain dev.procession.sync.LockConfig#strict strict} lock.
   *
   * <p>Python: {@code get_lock()}.
   *
   * @return the same lock each time
   * @throws IllegalStateException if closed
   */
  Lock lock();

  /**
   * Does something while holding the lock.
   *
   * <p>Python: {@code with value.get_lock():}.
   *
   * @param action what to do; runs in this thread
   */
  default void withLock(Runnable action) {
    Objects.requireNonNull(action, "action");
    Lock lock = lock();
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Finds something out while holding the lock.
   *
   * <p>Python: {@code with value.get_lock():}.
   *
   * @param action what to do; runs in this thread
   * @param <T> what is found out
   * @return its result
   */
  default <T extends @Nullable Object> T withLock(Supplier<T> action) {
    Objects.requireNonNull(action, "action");
    Lock lock = lock();
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Says that this process needs the data no longer. Others keep them. The lock that comes with the
   * data is freed if this thread holds it. Does nothing the second time.
   */
  @Override
  void close();
}
