package dev.procession.pool;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The results to come of a {@code mapAsync}. A virtual thread does what {@code map} does in the
 * caller, and runs dependent actions, so these may block.
 *
 * @param <R> one result
 */
final class MapFuture<R extends @Nullable Object> extends CompletableFuture<List<R>> {
  private final ItemRun run;
  private final Completer completer;

  private MapFuture(ItemRun run, Completer completer) {
    this.run = run;
    this.completer = completer;
  }

  ItemRun run() {
    return run;
  }

  static <R extends @Nullable Object> MapFuture<R> start(ItemRun run, Completer completer) {
    var future = new MapFuture<R>(run, completer);
    completer.expect(future);
    PromptThreads.start("procession-map", future::gather);
    return future;
  }

  @SuppressWarnings("unchecked")
  private void gather() {
    try {
      complete((List<R>) ResultList.gather(run));
    } catch (ResultList.ItemFailed e) {
      completeExceptionally(e.thrown ? TaskFuture.thrownByTask(e.error) : e.error);
    } catch (Throwable e) {
      run.cancel();
      completeExceptionally(e);
    } finally {
      completer.forget(this);
    }
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    if (cancelled) {
      run.cancel();
    }
    return cancelled;
  }

  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new CompletableFuture<>();
  }
}
