package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.procession.StartMethod;
import dev.procession.testing.LeakCheck;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What code of users outside of tasks does not hold up. */
@ExtendWith(LeakCheck.class)
class PoolOthersCodeTest {
  /** Virtual threads that compute keep all that virtual threads run on. */
  @Test
  void shouldKillAndReplaceWorkersWhileVirtualThreadsCompute() throws Exception {
    var stop = new AtomicBoolean();
    List<Thread> busy = new ArrayList<>();
    try (var pool = PoolTesting.openUp(c -> c.workers(1).taskTimeout(Duration.ofMillis(300)))) {
      for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
        busy.add(Thread.ofVirtual().start(() -> spinUntil(stop)));
      }
      var endless = pool.submit(PoolOthersCodeTest::ignoreInterrupts);
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> PoolTesting.get(endless))
          .withCauseInstanceOf(TaskTimeoutException.class);
      assertThat(PoolTesting.get(pool.submit(() -> 7))).isEqualTo(7);
      stop.set(true);
    } finally {
      stop.set(true);
      for (Thread thread : busy) {
        thread.join();
      }
    }
  }

  private static void spinUntil(AtomicBoolean stop) {
    while (!stop.get()) {
      Thread.onSpinWait();
    }
  }

  private static int ignoreInterrupts() {
    while (true) {
      Thread.interrupted();
    }
  }

  /** Is read when the test lets it. */
  static final class SlowResult implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final CountDownLatch GO = new CountDownLatch(1);

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      try {
        GO.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }

  @Test
  void shouldWaitNoLongerThanItsTimeForAResultThatIsSlowToRead() throws Exception {
    try (var pool = PoolTesting.openUp(c -> c.workers(1))) {
      var future = pool.submit(() -> new SlowResult());
      assertThatExceptionOfType(TimeoutException.class)
          .isThrownBy(() -> future.get(1, TimeUnit.SECONDS));
      SlowResult.GO.countDown();
      assertThat(PoolTesting.get(future)).isInstanceOf(SlowResult.class);
    }
  }

  @Test
  void shouldRunTasksOnWorkersThatMayNotRest() throws Exception {
    try (var pool =
        ProcessPool.open(
            c ->
                c.context(c.context().startMethod(StartMethod.THREAD))
                    .workers(0, 2)
                    .idleTimeout(Duration.ZERO))) {
      for (int i = 0; i < 20; i++) {
        int number = i;
        assertThat(PoolTesting.get(pool.submit(() -> number + 1))).isEqualTo(i + 1);
      }
    }
  }
}
