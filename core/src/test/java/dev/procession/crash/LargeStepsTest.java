package dev.procession.crash;

import static dev.procession.pool.PoolTesting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.Context;
import dev.procession.Fn;
import dev.procession.internal.shm.Steps;
import dev.procession.pool.Outcome;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.WorkerDiedException;
import dev.procession.testing.LeakCheck;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Workers that die at each step of the way of a large value to them and back. */
@ExtendWith(LeakCheck.class)
class LargeStepsTest {
  private static final int SIZE = (1 << 20) + 1000;
  private static final int ITEMS = 6;
  private static final int DIED = 42;

  private static final List<String> STEPS =
      List.of(
          "parcel before open",
          "parcel opened",
          "parcel copied",
          "parcel made",
          "parcel filled",
          "link before put",
          "link put");

  private static final List<Consumer<ProcessPool>> CHECKS =
      List.of(
          LargeStepsTest::checkArrays, LargeStepsTest::checkMemory, LargeStepsTest::checkOutcomes);

  private static final int MOST_TIMES = 3;

  /** Each check meets each step, and each number of times with some of the steps. */
  @ParameterizedTest
  @FieldSource("STEPS")
  void shouldCostNothingButTheItem(String step) {
    try (ProcessPool pool = open()) {
      for (int i = 0; i < CHECKS.size(); i++) {
        killAt(pool, step, 1 + (STEPS.indexOf(step) + i) % MOST_TIMES, CHECKS.get(i));
      }
      await("the pool is back to full strength", () -> pool.workerPids().size() == 2);
    }
  }

  @ParameterizedTest
  @FieldSource("STEPS")
  @Tag("soak")
  void shouldCostNothingButTheItemHoweverOftenItIsReached(String step) {
    try (ProcessPool pool = open()) {
      for (int times = 1; times <= MOST_TIMES; times++) {
        for (Consumer<ProcessPool> check : CHECKS) {
          killAt(pool, step, times, check);
        }
      }
      await("the pool is back to full strength", () -> pool.workerPids().size() == 2);
    }
  }

  private static ProcessPool open() {
    Context context = Context.standard().jvmOptions("-Ddev.procession.steps=true");
    return PoolTesting.openUp(c -> c.workers(2).context(context));
  }

  private static void killAt(
      ProcessPool pool, String step, int times, Consumer<ProcessPool> check) {
    arm(pool, step, times);
    check.accept(pool);
  }

  /** A worker dies when it has come to the step so often, perhaps in this very task. */
  private static void arm(ProcessPool pool, String step, int times) {
    try {
      pool.apply(
          () -> {
            var left = new AtomicInteger(times);
            Steps.set(
                reached -> {
                  if (reached.equals(step) && left.decrementAndGet() == 0) {
                    Runtime.getRuntime().halt(DIED);
                  }
                });
            return 0;
          });
    } catch (WorkerDiedException e) {
      assertThat(e.exitCode()).isEqualTo(DIED);
    }
  }

  private static byte[] value(int number) {
    byte[] value = new byte[SIZE + number];
    for (int i = 0; i < value.length; i++) {
      value[i] = (byte) (i * 31 + number);
    }
    return value;
  }

  private static List<byte[]> values() {
    return IntStream.range(0, ITEMS).mapToObj(LargeStepsTest::value).toList();
  }

  private static void checkArrays(ProcessPool pool) {
    Fn<byte[], byte[]> echo = bytes -> bytes;
    List<byte[]> back = pool.map(echo, values(), o -> o.retries(10));
    for (int i = 0; i < ITEMS; i++) {
      assertThat(back.get(i)).isEqualTo(value(i));
    }
  }

  private static void checkMemory(ProcessPool pool) {
    Fn<MemorySegment, MemorySegment> echo = memory -> memory;
    List<MemorySegment> sent = values().stream().map(MemorySegment::ofArray).toList();
    List<MemorySegment> back = pool.map(echo, sent, o -> o.retries(10));
    for (int i = 0; i < ITEMS; i++) {
      assertThat(back.get(i).mismatch(sent.get(i))).isEqualTo(-1);
    }
  }

  /** Without retries: of each worker that dies at most the item fails that it was busy with. */
  private static void checkOutcomes(ProcessPool pool) {
    Fn<byte[], byte[]> echo = bytes -> bytes;
    PoolTesting.awaitFullStrength(pool);
    List<Long> workers = pool.workerPids();
    List<Outcome<byte[], byte[]>> outcomes = pool.outcomes(echo, values()).toList();
    int failed = 0;
    for (Outcome<byte[], byte[]> outcome : outcomes) {
      if (outcome instanceof Outcome.Failure<byte[], byte[]> failure) {
        failed++;
        assertThat(failure.error()).isInstanceOf(WorkerDiedException.class);
      } else {
        assertThat(outcome.value()).isEqualTo(value((int) outcome.index()));
      }
    }
    long dead = workers.stream().filter(pid -> !PoolTesting.isAlive(pid)).count();
    assertThat(failed).isLessThanOrEqualTo((int) dead);
  }
}
