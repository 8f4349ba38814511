package dev.procession.pool;

import dev.procession.internal.proc.Waits;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Waiting for several futures at a time, as with {@code concurrent.futures}. Works with any {@link
 * CompletableFuture}s, of one pool or several or none.
 *
 * {@snippet lang="java" :
 * var first = Futures.await(futures, Futures.Until.FIRST_COMPLETED, Duration.ofSeconds(5));
 * first.notDone().forEach(future -> future.cancel(true));
 *
 * Futures.asCompleted(futures).forEach(future -> show(future.resultNow()));
 * }
 */
public final class Futures {
  private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

  private Futures() {}

  /** What {@link #await} waits for. */
  public enum Until {
    /** At least one is done, in whatever way. Python: {@code FIRST_COMPLETED}. */
    FIRST_COMPLETED,
    /** One has failed, or all are done; a cancelled one has not failed. */
    FIRST_EXCEPTION,
    /** All are done. Python: {@code ALL_COMPLETED}. */
    ALL_COMPLETED
  }

  /**
   * Futures when the waiting ended.
   *
   * @param done those that had succeeded, failed or been cancelled, in the order given
   * @param notDone the others, in the order given
   * @param <F> the futures
   */
  public record Split<F extends CompletableFuture<?>>(
      SequencedSet<F> done, SequencedSet<F> notDone) {

    /** Makes the sets unmodifiable. */
    public Split {
      done = Collections.unmodifiableSequencedSet(done);
      notDone = Collections.unmodifiableSequencedSet(notDone);
    }
  }

  /**
   * Waits for futures without a limit.
   *
   * <p>Python: {@code concurrent.futures.wait}.
   *
   * @param futures those to wait for; one that is there twice counts once; none are done at once
   * @param until how many of them
   * @param <F> the futures
   * @return which are done and which are not
   * @throws InterruptedException if this thread is interrupted; the futures go on
   * @throws NullPointerException if anything is null
   */
  public static <F extends CompletableFuture<?>> Split<F> await(
      Collection<? extends F> futures, Until until) throws InterruptedException {
    return await(futures, until, FOR_EVER);
  }

  /**
   * Waits for futures for some time. A time that has passed is no error: the result says how far
   * they were.
   *
   * @param futures those to wait for; one that is there twice counts once; none are done at once
   * @param until how many of them
   * @param timeout how long; zero or less does not wait
   * @param <F> the futures
   * @return which are done and which are not
   * @throws InterruptedException if this thread is interrupted; the futures go on
   * @throws NullPointerException if anything is null
   */
  public static <F extends CompletableFuture<?>> Split<F> await(
      Collection<? extends F> futures, Until until, Duration timeout) throws InterruptedException {
    Objects.requireNonNull(until, "until");
    SequencedSet<F> all = distinct(futures);
    long end = System.nanoTime() + nanos(timeout);
    try (var completions = new Completions<>(all)) {
      for (int seen = 0; seen < all.size(); seen++) {
        F next = completions.poll(end - System.nanoTime());
        if (next == null || isEnough(next, until)) {
          break;
        }
      }
    }
    var done = new LinkedHashSet<F>();
    var notDone = new LinkedHashSet<F>();
    all.forEach(future -> (future.isDone() ? done : notDone).add(future));
    return new Split<>(done, notDone);
  }

  private static boolean isEnough(CompletableFuture<?> done, Until until) {
    return switch (until) {
      case FIRST_COMPLETED -> true;
      case FIRST_EXCEPTION -> done.isCompletedExceptionally() && !done.isCancelled();
      case ALL_COMPLETED -> false;
    };
  }

  /**
   * Gives each future as soon as it is done, those that are done already first.
   *
   * <p>The stream waits while it is read, and refers to no future that it has given. One that is
   * not read to its end is to be closed, or a little of it stays attached to the futures until they
   * are done. A thread that is interrupted while it reads gets a {@link
   * java.util.concurrent.CancellationException}, with its interrupt status set.
   *
   * <p>Python: {@code concurrent.futures.as_completed}.
   *
   * @param futures those to wait for; one that is there twice is given once
   * @param <F> the futures
   * @return a sequential, unordered stream of done futures
   * @throws NullPointerException if anything is null
   */
  public static <F extends CompletableFuture<?>> Stream<F> asCompleted(
      Collection<? extends F> futures) {
    return asCompleted(futures, FOR_EVER);
  }

  /**
   * As {@link #asCompleted(Collection)}, for some time, which is counted from this call.
   *
   * @param futures those to wait for; one that is there twice is given once
   * @param timeout when it has passed and futures are left that are not done, reading the stream
   *     throws {@link DeadlineException}; zero or less gives those that are done already
   * @param <F> the futures
   * @return a sequential, unordered stream of done futures
   * @throws NullPointerException if anything is null
   */
  public static <F extends CompletableFuture<?>> Stream<F> asCompleted(
      Collection<? extends F> futures, Duration timeout) {
    return CompletionSpliterator.stream(distinct(futures), timeout, nanos(timeout));
  }

  private static <F extends CompletableFuture<?>> SequencedSet<F> distinct(
      Collection<? extends F> futures) {
    var all = new LinkedHashSet<F>();
    for (@Nullable F future : futures) {
      all.add(Objects.requireNonNull(future, "future"));
    }
    return all;
  }

  /** At most half of the range, so that it can be added to a time. */
  private static long nanos(Duration timeout) {
    return Math.clamp(Waits.nanos(timeout), 0, Long.MAX_VALUE / 2);
  }
}
