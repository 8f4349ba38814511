package dev.procession.internal.shm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ChildProcess;
import dev.procession.sync.SharedEvent;
import dev.procession.testing.LeakCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A process that has been seen alive a moment ago, and is not. */
@ExtendWith(LeakCheck.class)
class KnownDeathTest {
  @Test
  void shouldKnowAtOnceOfTheEndOfAChild() throws Exception {
    // Deaths matter as soon as there is something shared.
    try (var never = SharedEvent.create()) {
      for (int i = 0; i < 10; i++) {
        try (var child = ChildProcess.of(() -> never.await()).start()) {
          long id = ProcessIds.find(child.pid());
          Thread looking = Thread.ofPlatform().start(() -> lookUntilDead(id));
          child.kill();
          child.join();
          assertThat(ProcessIds.isDeadAsFarAsKnown(id)).isTrue();
          looking.join();
        }
      }
    }
  }

  private static void lookUntilDead(long id) {
    while (!ProcessIds.isDeadAsFarAsKnown(id)) {
      Thread.onSpinWait();
    }
  }
}
