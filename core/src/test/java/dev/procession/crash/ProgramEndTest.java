package dev.procession.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.Action;
import dev.procession.ChildProcess;
import dev.procession.StartMethod;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.Programs;
import dev.procession.pool.Signals;
import dev.procession.testing.LeakCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Programs that end in odd ways while they have children: they do end. */
@ExtendWith(LeakCheck.class)
class ProgramEndTest {
  @TempDir private Path directory;

  private static ChildProcess child(Action task) {
    return ChildProcess.of(task).startMethod(StartMethod.SPAWN);
  }

  /** Its child is a thread, which ends the program. */
  static final class EndedByAChild {
    public static void main(String[] arguments) throws Exception {
      ChildProcess.of(() -> System.exit(3)).startMethod(StartMethod.THREAD).start().join();
    }
  }

  @Test
  void shouldEndIfAChildThatIsAThreadEndsIt() throws Exception {
    expectCode(3, EndedByAChild.class);
  }

  /** Its own virtual threads keep all processors that such threads have. */
  static final class WithoutCarriers {
    public static void main(String[] arguments) throws Exception {
      for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
        Thread.ofVirtual().start(WithoutCarriers::spin);
      }
      child(() -> Thread.sleep(Duration.ofHours(1))).daemon(true).start();
      ChildProcess other = child(() -> {}).start();
      System.exit(other.join(PoolTesting.DEADLINE) ? 4 : 5);
    }

    private static void spin() {
      while (true) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void shouldNeedNoVirtualThreadToSeeChildrenEnd() throws Exception {
    expectCode(4, WithoutCarriers.class);
  }

  /** Starts a child when it ends already. */
  static final class LateStarter {
    public static void main(String[] arguments) throws Exception {
      var signals = Signals.in(Path.of(arguments[0]));
      child(() -> signals.await("started")).start();
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  (Action)
                      () -> {
                        child(() -> beSlow(signals)).start();
                        signals.raise("started");
                      }));
    }

    private static void beSlow(Signals signals) throws Exception {
      Thread.sleep(Duration.ofMillis(300));
      signals.raise("done");
    }
  }

  @Test
  void shouldWaitForChildrenThatAreStartedAtTheEnd() throws Exception {
    expectCode(0, LateStarter.class, directory.toString());
    assertThat(Signals.in(directory).isRaised("done")).isTrue();
  }

  private static void expectCode(int code, Class<?> program, String... arguments) throws Exception {
    Process process = Programs.start(program, arguments);
    try {
      assertThat(process.waitFor(PoolTesting.DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(code);
    } finally {
      process.destroyForcibly();
    }
  }
}
