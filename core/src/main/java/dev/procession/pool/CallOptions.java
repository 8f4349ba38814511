package dev.procession.pool;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The options of one call: an immutable value with one method per setting, each of which returns a
 * changed copy.
 *
 * @param chunkSize how many items travel together; 0 adapts to the time they take
 * @param taskTimeout how long one item may run; null for ever
 * @param memoryLimit how many bytes of memory an item's worker may have; 0 for no limit
 * @param retries how many times a failed item is run again
 * @param buffer how many items a stream reads ahead of its consumer; 0 adapts
 * @param bufferBytes how many bytes of encoded arguments and unread results a stream may hold
 * @param deadline how long the call as a whole may take; null for ever
 */
public record CallOptions(
    int chunkSize,
    @Nullable Duration taskTimeout,
    long memoryLimit,
    int retries,
    int buffer,
    long bufferBytes,
    @Nullable Duration deadline) {

  /** The largest chunk. */
  public static final int MAX_CHUNK = 1 << 19;

  private static final CallOptions STANDARD = new CallOptions(0, null, 0, 0, 0, 64L << 20, null);

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if a number is negative, {@code chunkSize} exceeds {@link
   *     #MAX_CHUNK}, {@code bufferBytes} is 0, or {@code taskTimeout} or {@code deadline} is not
   *     positive
   */
  public CallOptions {
    if (chunkSize < 0 || chunkSize > MAX_CHUNK) {
      throw new IllegalArgumentException(
          "not a chunk size: chunkSize=" + chunkSize + ", most=" + MAX_CHUNK);
    }
    if (taskTimeout != null && !taskTimeout.isPositive()) {
      throw new IllegalArgumentException(
          "a time limit must be positive: taskTimeout=" + taskTimeout + "; leave it out for none");
    }
    if (memoryLimit < 0) {
      throw new IllegalArgumentException("a memory limit is negative: memoryLimit=" + memoryLimit);
    }
    if (deadline != null && !deadline.isPositive()) {
      throw new IllegalArgumentException(
          "a deadline must be positive: deadline=" + deadline + "; leave it out for none");
    }
    if (retries < 0) {
      throw new IllegalArgumentException("retries is negative: retries=" + retries);
    }
    if (buffer < 0) {
      throw new IllegalArgumentException("buffer is negative: buffer=" + buffer);
    }
    if (bufferBytes < 1) {
      throw new IllegalArgumentException(
          "a buffer holds at least a byte: bufferBytes=" + bufferBytes);
    }
  }

  /**
   * Adaptive chunks, no limits of time and memory, no retries, an adaptive buffer of at most 64
   * MiB.
   *
   * @return the standard options
   */
  public static CallOptions standard() {
    return STANDARD;
  }

  /**
   * Fixes how many items travel together. Fewer give finer steps, more give less overhead.
   *
   * <p>Python: {@code chunksize}.
   *
   * @param items 1 to {@link #MAX_CHUNK}
   * @return a changed copy
   */
  public CallOptions chunkSize(int items) {
    if (items < 1) {
      throw new IllegalArgumentException(
          "a chunk holds at least one item: chunkSize=" + items + "; leave it out to adapt");
    }
    return new CallOptions(items, taskTimeout, memoryLimit, retries, buffer, bufferBytes, deadline);
  }

  /**
   * Limits how long each item may run, counted from when it begins, not from when it is submitted.
   * An item that takes longer is interrupted; if it has not ended after {@link
   * PoolConfig#killGrace()}, its worker is killed, or given up if it is a thread. Either way it
   * fails with {@link TaskTimeoutException}, and nothing else is lost.
   *
   * @param limit greater than zero
   * @return a changed copy
   */
  public CallOptions taskTimeout(Duration limit) {
    Objects.requireNonNull(limit, "limit");
    return new CallOptions(chunkSize, limit, memoryLimit, retries, buffer, bufferBytes, deadline);
  }

  /**
   * Limits the memory that the worker of an item may have while the item runs. It is looked at some
   * twenty times a second. A worker that has more is killed at once, with the processes that its
   * tasks have started; the item fails with {@link TaskMemoryException}, and nothing else is lost.
   *
   * <p>What counts is the resident memory of the whole worker process: its JVM, which takes some 40
   * MB when it does nothing, the heap with what earlier items have left there, memory outside of
   * the heap and of native code; not that of other processes. So this limit is for what a heap size
   * does not cover. {@link dev.procession.Context#maxHeap(long)} limits the heap alone: the item
   * then fails with {@link OutOfMemoryError}.
   *
   * <p>A call with this option throws {@link UnsupportedOperationException} where the memory of a
   * process cannot be told: on systems without {@code /proc}, and for threads.
   *
   * @param bytes at least 1
   * @return a changed copy
   * @throws IllegalArgumentException if it is less
   */
  public CallOptions memoryLimit(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException(
          "a memory limit must be positive: memoryLimit=" + bytes + "; leave it out for none");
    }
    return new CallOptions(chunkSize, taskTimeout, bytes, retries, buffer, bufferBytes, deadline);
  }

  /**
   * Runs an item again when it fails, for whatever reason: it threw, its worker died, its time was
   * up, it had too much memory.
   *
   * @param times how many times at most; 0 for never
   * @return a changed copy
   */
  public CallOptions retries(int times) {
    return new CallOptions(
        chunkSize, taskTimeout, memoryLimit, times, buffer, bufferBytes, deadline);
  }

  /**
   * Limits how many items a stream reads ahead of what its consumer has taken.
   *
   * <p>Python: {@code buffersize}.
   *
   * @param items at least 1
   * @return a changed copy
   */
  public CallOptions buffer(int items) {
    if (items < 1) {
      throw new IllegalArgumentException(
          "a stream reads at least one item ahead: buffer=" + items + "; leave it out to adapt");
    }
    return new CallOptions(
        chunkSize, taskTimeout, memoryLimit, retries, items, bufferBytes, deadline);
  }

  /**
   * Limits the bytes a stream may hold: encoded arguments that wait and results not yet consumed.
   * One item is always let through, however large.
   *
   * @param bytes at least 1
   * @return a changed copy
   */
  public CallOptions bufferBytes(long bytes) {
    return new CallOptions(chunkSize, taskTimeout, memoryLimit, retries, buffer, bytes, deadline);
  }

  /**
   * Limits how long the call as a whole may take, counted from the call itself; for a stream, from
   * its terminal operation. When the time is up, items that have not begun never will, those that
   * run are interrupted as if the call had been cancelled, and the call ends with {@link
   * DeadlineException}. A stream gives the results first that were there in time.
   *
   * <p>Input that is being read at that moment cannot be interrupted; the call ends after it.
   *
   * <p>Python: {@code Executor.map(timeout=)}.
   *
   * @param limit greater than zero
   * @return a changed copy
   */
  public CallOptions deadline(Duration limit) {
    Objects.requireNonNull(limit, "limit");
    return new CallOptions(
        chunkSize, taskTimeout, memoryLimit, retries, buffer, bufferBytes, limit);
  }
}
