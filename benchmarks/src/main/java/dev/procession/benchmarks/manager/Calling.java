package dev.procession.benchmarks.manager;

import dev.procession.benchmarks.harness.Results;
import dev.procession.benchmarks.team.Burst;
import dev.procession.manager.AsyncCounter;
import dev.procession.manager.AsyncMap;
import dev.procession.manager.AsyncQueue;
import dev.procession.manager.ManagedCounter;
import dev.procession.manager.ManagedMap;
import dev.procession.manager.ManagedQueue;
import dev.procession.manager.Manager;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What clients do, one loop for each type and way: in a loop for all of them each call would have
 * to find out first what it is for.
 *
 * <p>{@code wait}: each call waits for its answer. {@code later}: all calls of a burst are made,
 * then their answers are waited for. {@code batch}: the same, as one message.
 */
final class Calling {
  /** How many keys the maps have. */
  static final int KEYS = 1_000;

  private Calling() {}

  // ---- maps -------------------------------------------------------------------------------------

  static Burst getting(ManagedMap<Integer, Integer> map) {
    return times -> {
      for (int i = 0; i < times; i++) {
        check(map.get(i), i);
      }
    };
  }

  static Burst gettingLater(ManagedMap<Integer, Integer> map) {
    return times -> {
      AsyncMap<Integer, Integer> later = Manager.async(map);
      CompletableFuture<?>[] answers = new CompletableFuture<?>[times];
      for (int i = 0; i < times; i++) {
        answers[i] = later.get(i);
      }
      checkKeys(answers);
    };
  }

  static Burst gettingInBatches(Manager manager, ManagedMap<Integer, Integer> map) {
    return times -> {
      AsyncMap<Integer, Integer> later = Manager.async(map);
      CompletableFuture<?>[] answers = new CompletableFuture<?>[times];
      manager.batch(
          () -> {
            for (int i = 0; i < times; i++) {
              answers[i] = later.get(i);
            }
          });
      checkKeys(answers);
    };
  }

  static Burst putting(ManagedMap<Integer, Integer> map) {
    return times -> {
      for (int i = 0; i < times; i++) {
        check(map.put(i, i), i);
      }
    };
  }

  static Burst puttingLater(ManagedMap<Integer, Integer> map) {
    return times -> {
      AsyncMap<Integer, Integer> later = Manager.async(map);
      CompletableFuture<?>[] answers = new CompletableFuture<?>[times];
      for (int i = 0; i < times; i++) {
        answers[i] = later.put(i, i);
      }
      checkKeys(answers);
    };
  }

  static Burst puttingInBatches(Manager manager, ManagedMap<Integer, Integer> map) {
    return times -> {
      AsyncMap<Integer, Integer> later = Manager.async(map);
      CompletableFuture<?>[] answers = new CompletableFuture<?>[times];
      manager.batch(
          () -> {
            for (int i = 0; i < times; i++) {
              answers[i] = later.put(i, i);
            }
          });
      checkKeys(answers);
    };
  }

  /** Each key has itself as its value. */
  private static void checkKeys(CompletableFuture<?>[] answers) {
    for (int i = 0; i < answers.length; i++) {
      check(answers[i].join(), i);
    }
  }

  private static void check(@Nullable Object answer, int expected) {
    if (!(answer instanceof Integer number) || number != expected) {
      Results.check(String.valueOf(answer), String.valueOf(expected));
    }
  }

  // ---- queues -----------------------------------------------------------------------------------

  static Burst passing(ManagedQueue<Integer> queue) {
    return times -> {
      for (int i = 0; i < times; i++) {
        queue.put(i);
        queue.take();
      }
    };
  }

  static Burst passingLater(ManagedQueue<Integer> queue) {
    return times -> {
      AsyncQueue<Integer> later = Manager.async(queue);
      CompletableFuture<?>[] answers = new CompletableFuture<?>[times];
      for (int i = 0; i < times; i++) {
        later.put(i);
        answers[i] = later.take();
      }
      CompletableFuture.allOf(answers).join();
    };
  }

  static Burst passingInBatches(Manager manager, ManagedQueue<Integer> queue) {
    return times -> {
      AsyncQueue<Integer> later = Manager.async(queue);
      manager.batch(
          () -> {
            for (int i = 0; i < times; i++) {
              later.put(i);
              later.take();
            }
          });
    };
  }

  // ---- counters ---------------------------------------------------------------------------------

  static Burst counting(ManagedCounter counter) {
    return times -> {
      for (int i = 0; i < times; i++) {
        counter.increment();
      }
    };
  }

  static Burst countingLater(ManagedCounter counter) {
    return times -> {
      AsyncCounter later = Manager.async(counter);
      CompletableFuture<?>[] answers = new CompletableFuture<?>[times];
      for (int i = 0; i < times; i++) {
        answers[i] = later.increment();
      }
      CompletableFuture.allOf(answers).join();
    };
  }

  static Burst countingInBatches(Manager manager, ManagedCounter counter) {
    return times -> {
      AsyncCounter later = Manager.async(counter);
      manager.batch(
          () -> {
            for (int i = 0; i < times; i++) {
              later.increment();
            }
          });
    };
  }
}
