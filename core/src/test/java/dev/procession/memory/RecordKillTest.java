package dev.procession.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ChildProcess;
import dev.procession.Context;
import dev.procession.StartMethod;
import dev.procession.internal.shm.Steps;
import dev.procession.pool.PoolTesting;
import dev.procession.testing.LeakCheck;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records whose writers are killed: they have the old value or the new one, never a mixture. */
@ExtendWith(LeakCheck.class)
class RecordKillTest {
  private static final int WIDTH = 40;
  private static final long SLOW_NANOS = 2_000_000_000L;

  /** All numbers are the same, or it is a mixture. */
  record Uniform(long first, @Length(WIDTH) long[] values, long last) {
    static Uniform of(long n) {
      long[] values = new long[WIDTH];
      Arrays.fill(values, n);
      return new Uniform(n, values, n);
    }

    long check() {
      assertThat(last).isEqualTo(first);
      assertThat(values).containsOnly(first);
      return first;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "lock taken, 1, 1",
    "record written, 1, 1",
    "record published, 1, 2",
    "lock freed, 1, 2",
    "record copied, 3, 3",
    "record written, 3, 3",
    "record published, 3, 4"
  })
  void shouldHaveTheOldOrTheNewValueAfterEachStep(String step, long before, long after) {
    try (var record = SharedRecord.create(Uniform.of(before))) {
      Context context =
          Context.standard()
              .startMethod(StartMethod.SPAWN)
              .jvmOptions("-Ddev.procession.steps=true");
      ChildProcess victim =
          ChildProcess.of(
                  () -> {
                    Uniform next = Uniform.of(before + 1);
                    RecordField<Long> first = record.field(Uniform::first);
                    Steps.set(
                        reached -> {
                          if (reached.equals(step)) {
                            Runtime.getRuntime().halt(9);
                          }
                        });
                    if (before == 1) {
                      record.set(next);
                    } else {
                      first.getAndAddLong(1);
                    }
                  })
              .context(context)
              .start();
      Sharing.join(victim);
      assertThat(victim.exitCode()).hasValue(9);
      if (before == 1) {
        assertThat(record.get().check()).isEqualTo(after);
      } else {
        assertThat(record.get().first()).isEqualTo(after);
        assertThat(record.get().last()).isEqualTo(before);
      }
      long begin = System.nanoTime();
      record.set(Uniform.of(77));
      assertThat(System.nanoTime() - begin).isLessThan(SLOW_NANOS);
      assertThat(record.get().check()).isEqualTo(77);
    }
  }

  private static ChildProcess writer(SharedRecord<Uniform> record, SharedLong done) {
    return Sharing.start(
        () -> {
          while (true) {
            record.update(r -> Uniform.of(r.check() + 1));
            done.incrementAndGet();
          }
        });
  }

  /** All four of a round are started before the first is killed: busy ones delay each start. */
  private static void killWriters(int rounds) throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    try (var record = SharedRecord.create(Uniform.of(0));
        var done = SharedLong.create(0)) {
      for (int round = 1; round <= rounds; round++) {
        List<ChildProcess> writers = new ArrayList<>();
        try {
          for (int i = 0; i < Sharing.CHILDREN; i++) {
            writers.add(writer(record, done));
          }
          while (!writers.isEmpty()) {
            killOne(writers, record, done, random);
          }
        } finally {
          writers.forEach(Sharing::kill);
        }
        long begin = System.nanoTime();
        record.update(r -> Uniform.of(r.check()));
        assertThat(System.nanoTime() - begin).isLessThan(SLOW_NANOS);
        assertThat(record.get().check() - done.get())
            .as("changes whose maker did not live to count them, seed=%d", seed)
            .isBetween(0L, (long) Sharing.CHILDREN * round);
      }
    }
  }

  private static void killOne(
      List<ChildProcess> writers, SharedRecord<Uniform> record, SharedLong done, Random random)
      throws InterruptedException {
    long before = done.get();
    PoolTesting.await("they write", () -> done.get() > before + 100);
    TimeUnit.NANOSECONDS.sleep(random.nextInt(300_000));
    ChildProcess victim = writers.get(random.nextInt(writers.size()));
    Sharing.kill(victim);
    writers.remove(victim);
    assertThat(record.get().check()).isGreaterThanOrEqualTo(before);
  }

  @Test
  void shouldNeverShowAMixtureWhenWritersAreKilledAtRandom() throws Exception {
    killWriters(5);
  }

  @Test
  @Tag("soak")
  @Timeout(3600)
  void shouldNeverShowAMixtureWhenThousandsOfWritersAreKilled() throws Exception {
    killWriters(2_500);
  }
}
