package dev.procession.internal.proc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exit codes as Python tells them. */
class ExitStatusTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0, , exit code 0",
    "1, 1, , exit code 1",
    "128, 128, , exit code 128",
    "137, -9, SIGKILL, SIGKILL (exit code -9)",
    "143, -15, SIGTERM, SIGTERM (exit code -15)",
    "159, -31, signal 31, signal 31 (exit code -31)",
    "160, 160, , exit code 160",
    "255, 255, , exit code 255"
  })
  void shouldTellSignalsFromCodes(int value, int code, String signal, String text) {
    ExitStatus status = ExitStatus.ofExitValue(value);
    assertThat(status.code()).isEqualTo(code);
    assertThat(status.signal()).isEqualTo(signal);
    assertThat(status).hasToString(text);
  }

  @Test
  void shouldTakeTheSignalOfACrashFromItsReport() {
    String report = "#\n#  SIGSEGV (0xb) at pc=0x00007f, pid=7, tid=8\n#\n";
    assertThat(ExitStatus.ofExitValue(134).orCrash(report).code()).isEqualTo(-6);
    assertThat(ExitStatus.ofExitValue(1).orCrash(report).code()).isEqualTo(-11);
    assertThat(ExitStatus.ofExitValue(1).orCrash("# Out of memory").code()).isEqualTo(1);
    assertThat(ExitStatus.ofExitValue(1).orCrash(null).code()).isEqualTo(1);
  }
}
