package dev.procession.pool;

import static dev.procession.pool.PoolTesting.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.LeakCheck;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A caller whose stack ends while it calls a pool harms itself and nobody else. */
@ExtendWith(LeakCheck.class)
class CallerStackTest {
  /** A small stack, whose end is near. */
  private static final int STACK_BYTES = 256 << 10;

  /** Some have used the pool so much before that its code is compiled. */
  private static final int WARM_UPS = 3_000;

  private static final int DEEPER_THAN_ANY_STACK = 1 << 30;

  /** What a recursion does with a pool at each level, or where it ends. */
  private enum Way {
    SUBMIT(pool -> pool.submit(() -> 1), pool -> {}),
    CANCEL(pool -> pool.submit(() -> 1).cancel(true), pool -> {}),
    APPLY(pool -> pool.apply(n -> n, 1), pool -> {}),
    MAP(pool -> pool.map(n -> n, List.of(1)), pool -> {}),
    AT_THE_END(pool -> {}, pool -> pool.submit(() -> 1));

    private final Consumer<ProcessPool> atEachLevel;
    private final Consumer<ProcessPool> atTheEnd;

    Way(Consumer<ProcessPool> atEachLevel, Consumer<ProcessPool> atTheEnd) {
      this.atEachLevel = atEachLevel;
      this.atTheEnd = atTheEnd;
    }

    int descend(ProcessPool pool, int levels) {
      if (levels == 0) {
        return 0;
      }
      atEachLevel.accept(pool);
      try {
        return descend(pool, levels - 1) + 1;
      } catch (StackOverflowError e) {
        atTheEnd.accept(pool);
        throw e;
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldOverflowAlone(Way way) throws Exception {
    for (int warmUps : new int[] {1, WARM_UPS}) {
      try (var pool = PoolTesting.openUp(c -> c.workers(1))) {
        for (int i = 0; i < warmUps; i++) {
          pool.apply(n -> n, i);
        }
        boolean[] overflown = {false};
        var caller =
            new Thread(
                null,
                () -> {
                  try {
                    way.descend(pool, DEEPER_THAN_ANY_STACK);
                  } catch (StackOverflowError e) {
                    overflown[0] = true;
                  }
                },
                "deep",
                STACK_BYTES);
        caller.start();
        assertThat(caller.join(PoolTesting.DEADLINE)).isTrue();
        assertThat(overflown[0]).isTrue();
        assertThat(get(pool.submit(() -> 2))).isEqualTo(2);
      }
    }
  }
}
