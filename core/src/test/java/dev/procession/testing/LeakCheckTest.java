package dev.procession.testing;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class LeakCheckTest {
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofSeconds(5);

  private Set<String> before;

  @BeforeEach
  void look() {
    before = LiveResources.now();
  }

  @Test
  void shouldAcceptATestThatLeavesNothing() {
    assertThatCode(() -> LeakCheck.expectNothingNewSince(before, LONG)).doesNotThrowAnyException();
  }

  @Test
  void shouldNameAProcessLeftRunning() throws Exception {
    Process child = new ProcessBuilder("sleep", "60").start();
    try {
      expectLeak("process " + child.pid());
    } finally {
      child.destroyForcibly().waitFor();
    }
  }

  @Test
  void shouldNameAThreadLeftRunningAndForgiveItsEnd() throws Exception {
    var gate = new CountDownLatch(1);
    var thread = Thread.ofPlatform().name("procession-left").start(() -> await(gate));
    expectLeak("procession-left");
    gate.countDown();
    LeakCheck.expectNothingNewSince(before, LONG);
    thread.join();
  }

  @Test
  void shouldNameAFileLeftInTheTemporaryDirectory() throws Exception {
    var file = Files.createTempFile("procession-left", "");
    try {
      expectLeak("file " + file);
    } finally {
      Files.delete(file);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void shouldNameAPipeLeftOpen() throws Exception {
    Pipe pipe = Pipe.open();
    try (var _ = pipe.source();
        var _ = pipe.sink()) {
      expectLeak("pipe:[");
    }
  }

  private void expectLeak(String name) {
    assertThatThrownBy(() -> LeakCheck.expectNothingNewSince(before, SHORT))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(name);
  }

  private static void await(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
