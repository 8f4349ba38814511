package dev.procession.internal.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ChildStartException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** With which command a child is started where the JDK has none in the usual place. */
class JavaCommandTest {
  private static final Path MISSING = Path.of("image", "bin", "java");

  @Test
  void shouldTakeTheJavaThatHasStartedThisJvm() {
    String launcher = Path.of("elsewhere", "java").toString();
    assertThat(JavaCommand.launcher(MISSING, launcher)).isEqualTo(launcher);
  }

  @Test
  void shouldNotStartTheProgramOnceMore() {
    assertThatThrownBy(() -> JavaCommand.launcher(MISSING, Path.of("bin", "app").toString()))
        .isInstanceOf(ChildStartException.class)
        .hasMessageContainingAll(MISSING.toString(), "app", "jpackage", "Context.executable");
    assertThatThrownBy(() -> JavaCommand.launcher(MISSING, ""))
        .isInstanceOf(ChildStartException.class);
  }
}
