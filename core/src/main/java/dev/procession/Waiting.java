package dev.procession;

import dev.procession.internal.proc.ParentEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for several things at once; see {@link Processes#wait}. */
final class Waiting {
  private static final CompletableFuture<Void> OVER = CompletableFuture.completedFuture(null);

  private Waiting() {}

  static <T> List<T> forAny(List<T> things, long nanos) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    List<CompletableFuture<?>> ends = new ArrayList<>();
    for (T thing : things) {
      ends.add(end(thing));
    }
    List<T> over = over(things, ends);
    if (!over.isEmpty() || things.isEmpty() || nanos == 0) {
      return over;
    }
    // With its end anyOf takes back what it has left on the things, so they do not collect actions
    // of waits that are long over; nothing else in CompletableFuture does that.
    var endOfWait = new CompletableFuture<Void>();
    ends.add(endOfWait);
    try {
      CompletableFuture.anyOf(ends.toArray(CompletableFuture[]::new))
          .get(nanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException | CancellationException asked) {
      // Whether the time is up or something has failed: what is over shows below.
    } finally {
      endOfWait.complete(null);
    }
    return over(things, ends);
  }

  private static <T> List<T> over(List<T> things, List<CompletableFuture<?>> ends) {
    List<T> over = new ArrayList<>();
    for (int i = 0; i < things.size(); i++) {
      if (ends.get(i).isDone()) {
        over.add(things.get(i));
      }
    }
    return over;
  }

  /** Not to be completed by anyone here. */
  private static CompletableFuture<?> end(Object thing) {
    return switch (thing) {
      case ChildProcess child -> child.end();
      case ParentProcess _ -> ParentEnd.end();
      // The JDK completes the future of a process that has ended later, on a thread of its own.
      case Process process when !process.isAlive() -> OVER;
      case ProcessHandle process when !process.isAlive() -> OVER;
      case Process process -> process.onExit();
      case ProcessHandle process -> process.onExit();
      case CompletionStage<?> stage -> stage.toCompletableFuture();
      default ->
          throw new IllegalArgumentException(
              "cannot wait for this: type="
                  + thing.getClass().getName()
                  + "; processes and completion stages can be waited for");
    };
  }
}
