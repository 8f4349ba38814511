package dev.procession.pool;

import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Gives the results of a run as a stream. The run starts with the first element asked for, and is
 * cancelled when the stream is closed or ends early.
 *
 * @param <E> what the stream gives for an item
 */
final class RunSpliterator<E extends @Nullable Object> implements Spliterator<E> {
  private final Supplier<ItemRun> starter;
  private final Element<E> element;
  private final boolean ordered;
  private @Nullable ItemRun run;
  private @Nullable RunReader reader;

  /** Whether it has thrown something, which was the last that it had to give. */
  private boolean failed;

  /** Makes an element of what the reader has found; may throw it instead. */
  interface Element<E extends @Nullable Object> {
    E of(RunReader reader);
  }

  private RunSpliterator(Supplier<ItemRun> starter, Element<E> element, boolean ordered) {
    this.starter = starter;
    this.element = element;
    this.ordered = ordered;
  }

  static <E extends @Nullable Object> Stream<E> stream(
      Supplier<ItemRun> starter, Element<E> element, boolean ordered) {
    var spliterator = new RunSpliterator<E>(starter, element, ordered);
    return StreamSupport.stream(spliterator, false).onClose(spliterator::cancel);
  }

  @Override
  public boolean tryAdvance(Consumer<? super E> action) {
    if (failed) {
      return false;
    }
    RunReader results = reader == null ? start() : reader;
    E next;
    try {
      if (!results.next()) {
        Throwable sourceError = results.sourceError();
        if (sourceError != null) {
          throw RemoteStack.thrown(sourceError);
        }
        return false;
      }
      next = element.of(results);
    } catch (RuntimeException | Error e) {
      failed = true;
      cancel();
      throw e;
    }
    action.accept(next);
    return true;
  }

  private RunReader start() {
    ItemRun started = starter.get();
    run = started;
    reader = new RunReader(started, false);
    PromptThreads.start("procession-feeder", started::feedAll);
    return reader;
  }

  private void cancel() {
    if (run != null) {
      run.cancel();
    }
  }

  @Override
  public @Nullable Spliterator<E> trySplit() {
    return null;
  }

  @Override
  public long estimateSize() {
    return Long.MAX_VALUE;
  }

  @Override
  public int characteristics() {
    return ordered ? ORDERED : 0;
  }
}
