package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.cli.testing.Command;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A command whose output does not arrive has failed, and says so. */
class FullOutputTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"--help", "--version", "list"})
  @EnabledOnOs(OS.LINUX)
  void shouldTellThatItsOutputIsLost(String argument) {
    try (var command = Command.startInto(directory, Path.of("/dev/full"), argument)) {
      assertThat(command.exitCode()).isEqualTo(ExitCode.FAILURE);
      assertThat(command.err())
          .isEqualTo("procession: standard output could not be written: No space left on device\n");
    }
  }
}
