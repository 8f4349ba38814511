package dev.procession.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OccupantsTest {
  private static final int ROUNDS = 500;
  private static final int THREADS = 3;

  private final AtomicInteger releases = new AtomicInteger();

  private Occupants occupants() {
    return new Occupants("closed", releases::incrementAndGet);
  }

  @Test
  void shouldReleaseAtOnceIfNobodyIsThere() {
    Occupants occupants = occupants();
    occupants.enter();
    occupants.leave(false);
    occupants.close();
    occupants.close();
    assertThat(releases).hasValue(1);
    assertThatThrownBy(occupants::enter)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("closed");
    assertThat(releases).hasValue(1);
  }

  @Test
  void shouldInterruptAllAndReleaseWithTheLast() throws Exception {
    Occupants occupants = occupants();
    var inside = new CountDownLatch(THREADS);
    var refused = new AtomicInteger();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < THREADS; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    occupants.enter();
                    inside.countDown();
                    try {
                      new Semaphore(0).acquire();
                    } catch (InterruptedException closed) {
                      assertThat(releases).hasValue(0);
                      try {
                        occupants.leave(true);
                      } catch (IllegalStateException expected) {
                        refused.incrementAndGet();
                      }
                    }
                  }));
    }
    inside.await();
    occupants.close();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(releases).hasValue(1);
    assertThat(refused).hasValue(THREADS);
  }

  @Test
  void shouldNeverReleaseWhatIsInUseNorInterruptWhoHasLeft() throws Exception {
    var wrong = new AtomicInteger();
    for (int round = 0; round < ROUNDS; round++) {
      releases.set(0);
      Occupants occupants = occupants();
      var ready = new CountDownLatch(THREADS);
      var threads = new ArrayList<Thread>();
      for (int i = 0; i < THREADS; i++) {
        threads.add(Thread.ofPlatform().start(() -> use(occupants, ready, wrong)));
      }
      ready.await();
      occupants.close();
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(releases).hasValue(1);
      assertThat(wrong).hasValue(0);
    }
  }

  private void use(Occupants occupants, CountDownLatch ready, AtomicInteger wrong) {
    ready.countDown();
    try {
      while (true) {
        occupants.enter();
        if (releases.get() > 0) {
          wrong.incrementAndGet();
        }
        occupants.leave(false);
        if (Thread.currentThread().isInterrupted()) {
          wrong.incrementAndGet();
        }
      }
    } catch (IllegalStateException closed) {
      if (Thread.currentThread().isInterrupted()) {
        wrong.incrementAndGet();
      }
    }
  }
}
