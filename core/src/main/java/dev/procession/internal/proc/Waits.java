package dev.procession.internal.proc;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting for ends that always come without an error, and the durations of waits. */
public final class Waits {
  private Waits() {}

  /** A duration for methods that take nanoseconds: 292 years are for ever, less than zero is 0. */
  public static long nanos(Duration duration) {
    try {
      return Math.max(0, duration.toNanos());
    } catch (ArithmeticException huge) {
      return duration.isNegative() ? 0 : Long.MAX_VALUE;
    }
  }

  /** Waits for an end. */
  public static void await(CompletableFuture<?> end) throws InterruptedException {
    try {
      end.get();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Waits for an end; false when the time is up. */
  public static boolean await(CompletableFuture<?> end, Duration atMost)
      throws InterruptedException {
    try {
      end.get(nanos(atMost), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException notYet) {
      return false;
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
