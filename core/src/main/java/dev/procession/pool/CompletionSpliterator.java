package dev.procession.pool;

import java.time.Duration;
import java.util.Collection;
import java.util.Spliterator;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Gives futures as they are done, for {@link Futures#asCompleted}. Refers to none that it has
 * given.
 *
 * @param <F> the futures
 */
final class CompletionSpliterator<F extends CompletableFuture<?>> implements Spliterator<F> {
  private final Completions<F> completions;
  private final int total;
  private final Duration timeout;
  private final long end;
  private int given;

  private CompletionSpliterator(Collection<F> futures, Duration timeout, long nanos) {
    this.total = futures.size();
    this.timeout = timeout;
    this.end = System.nanoTime() + nanos;
    this.completions = new Completions<>(futures);
  }

  static <F extends CompletableFuture<?>> Stream<F> stream(
      Collection<F> futures, Duration timeout, long nanos) {
    var spliterator = new CompletionSpliterator<>(futures, timeout, nanos);
    return StreamSupport.stream(spliterator, false).onClose(spliterator.completions::close);
  }

  @Override
  public boolean tryAdvance(Consumer<? super F> action) {
    if (given == total) {
      return false;
    }
    F next = next();
    given++;
    action.accept(next);
    return true;
  }

  private F next() {
    try {
      F next = completions.poll(end - System.nanoTime());
      if (next != null) {
        return next;
      }
    } catch (InterruptedException e) {
      completions.close();
      Thread.currentThread().interrupt();
      throw ItemRun.interrupted();
    }
    completions.close();
    throw new DeadlineException(
        "futures were not done in time: unfinished="
            + (total - given)
            + ", of="
            + total
            + ", timeout="
            + timeout,
        timeout);
  }

  @Override
  public @Nullable Spliterator<F> trySplit() {
    return null;
  }

  @Override
  public long estimateSize() {
    return (long) total - given;
  }

  @Override
  public int characteristics() {
    return Spliterator.DISTINCT | Spliterator.NONNULL | Spliterator.SIZED;
  }
}
