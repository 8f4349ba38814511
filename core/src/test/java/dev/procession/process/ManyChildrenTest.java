package dev.procession.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ChildProcess;
import dev.procession.Processes;
import dev.procession.StartMethod;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many short children at once. The leak check sees to descriptors, threads and processes. */
@ExtendWith(LeakCheck.class)
class ManyChildrenTest {

  private static void run(StartMethod method, int count, int atOnce) throws Exception {
    var places = new Semaphore(atOnce);
    var failed = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      places.acquire();
      int code = i % 3;
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      ChildProcess child =
                          ChildProcess.of(() -> System.exit(code)).startMethod(method).start();
                      child.join();
                      failed.addAndGet(child.exitCode().orElse(-1) == code ? 0 : 1);
                    } catch (Exception e) {
                      e.printStackTrace();
                      failed.incrementAndGet();
                    } finally {
                      places.release();
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failed).hasValue(0);
    assertThat(Processes.activeChildren()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"SPAWN", "WARM"})
  @Conformance("_TestProcess.test_many_processes")
  void shouldAllEndAsTheyShould(StartMethod method) throws Exception {
    run(method, 50, 20);
  }

  @Test
  @Tag("soak")
  @Timeout(1800)
  void shouldAllEndAsTheyShouldAThousandTimes() throws Exception {
    run(StartMethod.WARM, 1000, 100);
  }
}
