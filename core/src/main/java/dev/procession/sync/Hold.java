package dev.procession.sync;

/**
 * A lock that is held until the end of a block.
 *
 * {@snippet lang="java" :
 * try (var held = lock.hold()) {
 *   …
 * }
 * }
 *
 * <p>Python: {@code with lock:}.
 */
@FunctionalInterface
public interface Hold extends AutoCloseable {
  /** Frees the lock. */
  @Override
  void close();
}
