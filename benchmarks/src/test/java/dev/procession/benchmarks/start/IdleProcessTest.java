package dev.procession.benchmarks.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.benchmarks.harness.Effort;
import dev.procession.benchmarks.harness.NotAvailableException;
import dev.procession.benchmarks.harness.PeerProcesses;
import dev.procession.benchmarks.harness.Setting;
import dev.procession.benchmarks.start.IdleProcess.Reading;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class IdleProcessTest {
  private static final Setting SETTING = new Setting(1, Effort.QUICK, new PeerProcesses());

  @Test
  void shouldTellTheMemoryOfAProcess() throws Exception {
    try (var idle = new IdleProcess(own(), Reading.MEMORY, SETTING, () -> {})) {
      assertThat(idle.round(Duration.ZERO)[0]).isBetween(5e6, 5e9);
    }
  }

  @Test
  void shouldTellThatAProcessIsBusy() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    Thread busy = Thread.ofPlatform().start(() -> spin(over));
    try (var idle = new IdleProcess(own(), Reading.PROCESSOR, SETTING, () -> {})) {
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
            () -> new IdleProcess(process.pid(), Reading.MEMORY, SETTING, () -> closed.set(true)))
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
