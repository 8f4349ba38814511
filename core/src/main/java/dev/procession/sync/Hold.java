package dev.procession.sync;

/**
 * A lock that is held until the end of a block.
 *
 * <pre>{@code
 * try (var held = lock.hold()) {
 *   …
 * }
 * }</pre>
 *
 * <p>Python: {@code with lock:}.
 */
@FunctionalInterface
public interface Hold extends AutoCloseable {
  /** Frees the lock. */
  @Override
  void close();
}
