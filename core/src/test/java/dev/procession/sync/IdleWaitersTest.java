package dev.procession.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ChildProcess;
import dev.procession.testing.LeakCheckPerClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who waits takes no processor. */
@ExtendWith(LeakCheckPerClass.class)
@Timeout(300)
class IdleWaitersTest {
  private static final int CHILDREN = 2;
  private static final int THREADS = 50;
  private static final Duration WINDOW = Duration.ofMillis(1500);
  private static final int ATTEMPTS = 8;

  /**
   * Of one processor, for all waiters, which look up once in 0.8 s each. To do so every 50 ms would
   * take far more. Compilers and collectors that are still at work when the waiters sit down may
   * spoil a window, but not all.
   */
  private static final double MOST = 0.10;

  @ParameterizedTest
  @ValueSource(strings = {"lock", "fair lock", "semaphore", "event", "condition"})
  void shouldTakeNoProcessor(String kind) throws Exception {
    try (var lock = SharedLock.create(c -> c.fair(kind.equals("fair lock")));
        var semaphore = SharedSemaphore.create(0);
        var event = SharedEvent.create();
        var condition = lock.newCondition();
        var crew = new Crew()) {
      if (kind.endsWith("lock")) {
        lock.lock();
      }
      List<ChildProcess> children = new ArrayList<>();
      for (int i = 0; i < CHILDREN; i++) {
        children.add(
            crew.child(() -> waitInManyThreads(work(kind, lock, semaphore, event, condition))));
      }
      Crew.await(
          "all wait",
          () ->
              CHILDREN * THREADS
                  == switch (kind) {
                    case "semaphore" -> semaphore.waiters();
                    case "event" -> event.waiters();
                    case "condition" -> condition.waiters();
                    default -> lock.waiters();
                  });
      List<Double> shares = new ArrayList<>();
      do {
        shares.add(share(children));
      } while (shares.getLast() > MOST && shares.size() < ATTEMPTS);
      System.out.println("idle " + kind + ": " + shares);
      assertThat(shares.getLast())
          .as("of one processor, window by window: %s", shares)
          .isLessThanOrEqualTo(MOST);
      switch (kind) {
        case "semaphore" -> semaphore.release(CHILDREN * THREADS);
        case "event" -> event.set();
        case "condition" -> {
          try (var held = lock.hold()) {
            event.set();
            condition.signalAll();
          }
        }
        default -> lock.unlock();
      }
      crew.join();
    }
  }

  private static Callable<Boolean> work(
      String kind,
      SharedLock lock,
      SharedSemaphore semaphore,
      SharedEvent event,
      SharedCondition condition) {
    return () -> {
      switch (kind) {
        case "semaphore" -> semaphore.acquire();
        case "event" -> event.await();
        case "condition" -> {
          try (var held = lock.hold()) {
            condition.waitFor(event::isSet);
          }
        }
        default -> lock.hold().close();
      }
      return true;
    };
  }

  private static void waitInManyThreads(Callable<Boolean> work) throws Exception {
    List<Future<Boolean>> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      threads.add(Crew.thread(work, i % 2 == 0));
    }
    for (Future<Boolean> thread : threads) {
      thread.get(5, TimeUnit.MINUTES);
    }
  }

  /** What part of one processor the processes take during a window. */
  private static double share(List<ChildProcess> children) throws Exception {
    long begin = System.nanoTime();
    long before = ticks(children);
    Crew.await("the window is over", () -> System.nanoTime() - begin >= WINDOW.toNanos());
    double seconds = (ticks(children) - before) / 100.0;
    return seconds / ((System.nanoTime() - begin) / 1e9);
  }

  /** Processor time in hundredths of a second: what /proc counts in, on all Linux. */
  private static long ticks(List<ChildProcess> children) throws IOException {
    long ticks = 0;
    for (ChildProcess child : children) {
      String stat = Files.readString(Path.of("/proc/" + child.pid() + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }
    return ticks;
  }
}
