package dev.procession.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedPipeTest {
  @Test
  void shouldKeepWhatIsSentUntilItIsRead() throws Exception {
    try (NamedPipe pipe = NamedPipe.create()) {
      NamedPipe.send(pipe.location(), Long.MIN_VALUE);
      NamedPipe.send(pipe.location(), 1);
      assertThat(pipe.receive()).isEqualTo(Long.MIN_VALUE);
      assertThat(pipe.receiveNow()).isEqualTo(1);
    }
  }

  @Test
  void shouldNotWaitForSendersThatHaveEnded() throws Exception {
    try (NamedPipe pipe = NamedPipe.create()) {
      assertThatIllegalStateException()
          .isThrownBy(pipe::receiveNow)
          .withMessage("nobody has reported: pipe=" + pipe.location());
    }
  }

  @Test
  void shouldNoticeTheSameReportTwice() throws Exception {
    try (NamedPipe pipe = NamedPipe.create()) {
      NamedPipe.send(pipe.location(), 7);
      NamedPipe.send(pipe.location(), 7);
      assertThatIllegalStateException().isThrownBy(() -> pipe.receiveDifferent(2));
    }
  }

  @Test
  void shouldLeaveNothingBehind() throws Exception {
    Path path;
    try (NamedPipe pipe = NamedPipe.create()) {
      path = Path.of(pipe.location());
      assertThat(path).exists();
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void shouldRefuseANameThatIsTaken(@TempDir Path directory) {
    assertThatThrownBy(() -> NamedPipe.create(directory))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("could not make a named pipe: ")
        .hasMessageContaining(directory.toString());
  }
}
