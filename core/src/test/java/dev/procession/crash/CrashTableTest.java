package dev.procession.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.Context;
import dev.procession.NotSendableException;
import dev.procession.pool.Outcome;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.WorkerDiedException;
import dev.procession.testing.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The failure table: where user code goes wrong, how, and what the caller sees. One bad item sits
 * in the middle of a chunk; it alone fails, and the pool is at full strength afterwards.
 */
@ExtendWith(LeakCheck.class)
class CrashTableTest {
  private static final int ITEMS = 12;
  private static final int BAD = 5;

  static Stream<Arguments> table() {
    return Arrays.stream(Where.values())
        .flatMap(where -> Arrays.stream(Hurt.values()).map(hurt -> Arguments.of(where, hurt)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("table")
  void shouldFailTheBadItemAlone(Where where, Hurt hurt) throws Exception {
    Context small = Context.standard().maxHeap(48L << 20);
    try (var pool = ProcessPool.open(c -> c.workers(2).context(small))) {
      long self = ProcessHandle.current().pid();
      List<Object> items = new ArrayList<>();
      for (int i = 0; i < ITEMS; i++) {
        items.add(i == BAD ? new Trap(where, hurt, self) : (Object) ("item " + i));
      }
      List<Outcome<Object, Object>> outcomes =
          pool.outcomes(Trap::handle, items, o -> o.chunkSize(ITEMS)).toList();
      assertThat(outcomes).hasSize(ITEMS);
      for (Outcome<Object, Object> outcome : outcomes) {
        if (outcome.index() == BAD) {
          assertThat(outcome).isInstanceOf(Outcome.Failure.class);
          check(where, hurt, ((Outcome.Failure<Object, Object>) outcome).error());
        } else {
          assertThat(outcome.value()).isEqualTo("item " + outcome.index());
        }
      }
      Future<Object> single = pool.submit(() -> Trap.handle(new Trap(where, hurt, self)));
      if (where != Where.DECODE_ARGUMENT) {
        try {
          throw new AssertionError("no failure but " + single.get());
        } catch (ExecutionException e) {
          check(where, hurt, e.getCause());
        }
      } else {
        assertThat(single.get()).isInstanceOf(Trap.class);
      }
      await().atMost(Duration.ofSeconds(60)).until(() -> pool.workerPids().size() == 2);
    }
  }

  private static void check(Where where, Hurt hurt, Throwable seen) {
    if (hurt.endsTheProcess()) {
      assertThat(seen).isInstanceOf(WorkerDiedException.class);
      check(hurt, (WorkerDiedException) seen);
    } else if (where == Where.RUN) {
      assertThat(seen).isInstanceOf(thrownBy(hurt));
    } else if (hurt != Hurt.OUT_OF_MEMORY) {
      assertThat(seen).isInstanceOf(NotSendableException.class);
    } else {
      assertThat(seen).isInstanceOf(OutOfMemoryError.class);
    }
  }

  private static void check(Hurt hurt, WorkerDiedException died) {
    assertThat(died.pid()).isPositive();
    switch (hurt) {
      case EXIT -> assertThat(died.exitCode()).isEqualTo(3);
      case HALT -> assertThat(died.exitCode()).isEqualTo(4);
      case SIGKILL -> {
        assertThat(died.exitCode()).isEqualTo(-9);
        assertThat(died.signal()).isEqualTo("SIGKILL");
      }
      default -> {
        assertThat(died.signal()).isEqualTo("SIGABRT");
        assertThat(died.crashReport()).contains("SIGSEGV");
        assertThat(died.lastOutput()).anyMatch(line -> line.contains("SIGSEGV"));
      }
    }
  }

  private static Class<? extends Throwable> thrownBy(Hurt hurt) {
    return switch (hurt) {
      case EXCEPTION -> IllegalStateException.class;
      case ERROR -> AssertionError.class;
      case OUT_OF_MEMORY -> OutOfMemoryError.class;
      default -> StackOverflowError.class;
    };
  }
}
