package dev.procession.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ProcessionException;
import dev.procession.internal.proc.SharedThings;
import dev.procession.internal.shm.LogDamage;
import dev.procession.internal.shm.RecordLog;
import dev.procession.internal.shm.Records;
import dev.procession.internal.shm.Segment;
import dev.procession.testing.LeakCheckPerClass;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Another process has written nonsense into the memory of a queue. */
@ExtendWith(LeakCheckPerClass.class)
@Timeout(120)
class QueueDamageTest {
  private static final int ROUNDS = 300;

  @Test
  void shouldEndInAnExceptionAndNotInACrash() throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      var plan = new RecordLog.Plan("", 0, 0, false, round % 3 == 0, round % 3 == 1);
      Segment segment = SharedThings.create(plan.segment());
      try {
        RecordLog log = plan.initialize(segment);
        put(log, 5_000);
        LogDamage.damage(segment, random);
        try {
          put(log, 70_000);
          for (int i = 0; i < 4; i++) {
            log.take((format, memory, start, length) -> {}, 1, RecordLog.AT_ONCE);
          }
          log.look((format, memory, start, length) -> {}, 3);
        } catch (ProcessionException e) {
          refused++;
        }
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed=" + seed + ", round=" + round, e);
      } finally {
        segment.release();
      }
    }
    assertThat(refused).as("seed=%s", seed).isPositive();
  }

  private static void put(RecordLog log, int size) throws InterruptedException {
    var records = new Records();
    records.add(1, MemorySegment.ofArray(new byte[size]));
    records.add(1, MemorySegment.ofArray(new byte[size]));
    log.put(records, 0, RecordLog.AT_ONCE);
  }
}
