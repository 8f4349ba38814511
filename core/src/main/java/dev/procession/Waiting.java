package dev.procession;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for several things at once; see {@link Processes#wait}. */
final class Waiting {
  private Waiting() {}

  /** A duration for methods that take nanoseconds: 292 years are for ever, less than zero is 0. */
  static long nanos(Duration duration) {
    try {
      return Math.max(0, duration.toNanos());
    } catch (ArithmeticException huge) {
      return duration.isNegative() ? 0 : Long.MAX_VALUE;
    }
  }

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
    var first = new CountDownLatch(1);
    // Own copies, so that the things do not collect actions of waits that are long over.
    ends.forEach(end -> end.whenComplete((result, failure) -> first.countDown()));
    first.await(nanos, TimeUnit.NANOSECONDS);
    over = over(things, ends);
    ends.forEach(end -> end.cancel(false));
    return over;
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

  private static CompletableFuture<?> end(Object thing) {
    return switch (thing) {
      case ChildProcess child -> child.onExit();
      case ParentProcess parent -> parent.onExit();
      case Process process -> process.onExit();
      case ProcessHandle process -> process.onExit();
      case CompletionStage<?> stage -> stage.toCompletableFuture().copy();
      default ->
          throw new IllegalArgumentException(
              "cannot wait for this: type="
                  + thing.getClass().getName()
                  + "; processes and completion stages can be waited for");
    };
  }
}
