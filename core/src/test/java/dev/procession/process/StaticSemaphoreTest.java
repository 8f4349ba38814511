package dev.procession.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ChildProcess;
import dev.procession.Context;
import dev.procession.StartMethod;
import dev.procession.sync.SharedSemaphore;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import dev.procession.testing.Program;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A semaphore in a static field, which a fresh child makes again when it loads the class. */
@ExtendWith(LeakCheck.class)
class StaticSemaphoreTest {
  @TempDir Path folder;

  /** Its own semaphore is taken, that of the child is not. */
  static final class Holder {
    private static final SharedSemaphore GATE = SharedSemaphore.create(1);

    public static void main(String[] arguments) throws Exception {
      GATE.acquire();
      Context context = Context.initial().startMethod(StartMethod.SPAWN);
      var child = ChildProcess.of(() -> System.out.println(GATE.tryAcquire())).context(context);
      child.start();
      Children.expectCode(child, 0);
    }
  }

  @Test
  @Conformance("TestNamedResource.test_global_named_resource_spawn")
  void shouldLeaveNothingAndWarnOfNothing() throws Exception {
    try (var program = Program.start(folder, Holder.class)) {
      program.expectCode(0);
      assertThat(program.out()).containsExactly("true");
      assertThat(program.err()).isEmpty();
    }
  }
}
