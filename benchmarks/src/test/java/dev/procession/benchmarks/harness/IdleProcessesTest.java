package dev.procession.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.benchmarks.harness.IdleProcesses.Reading;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class IdleProcessesTest {
  private static final Duration WINDOW = Duration.ofSeconds(3);
  private static final Setting SETTING = new Setting(1, Effort.QUICK, new PeerProcesses());

  @Test
  void shouldTellTheMemoryOfAProcess() throws Exception {
    try (var idle = new IdleProcesses(List.of(own()), Reading.MEMORY, WINDOW, SETTING, () -> {})) {
      assertThat(idle.round(Duration.ZERO)[0]).isBetween(5e6, 5e9);
    }
  }

  @Test
  void shouldTellThatAProcessIsBusy() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    Thread busy = Thread.ofPlatform().start(() -> spin(over));
    try (var idle =
        new IdleProcesses(List.of(own()), Reading.PROCESSOR, WINDOW, SETTING, () -> {})) {
      assertThat(idle.round(Duration.ZERO)[0]).isGreaterThan(0.1);
    } finally {
      over.set(true);
      busy.join();
    }
  }

  @Test
  void shouldSayThatAProcessIsGone() throws Exception {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    AtomicBoolean closed = new AtomicBoolean();
    assertThatThrownBy(
            () ->
                new IdleProcesses(
                    List.of(process.pid()),
                    Reading.MEMORY,
                    WINDOW,
                    SETTING,
                    () -> closed.set(true)))
        .isInstanceOf(NotAvailableException.class)
        .hasMessageStartingWith("cannot read /proc/" + process.pid());
    assertThat(closed).isTrue();
  }

  private static void spin(AtomicBoolean over) {
    while (!over.get()) {
      Thread.onSpinWait();
    }
  }

  private static long own() {
    return ProcessHandle.current().pid();
  }
}
