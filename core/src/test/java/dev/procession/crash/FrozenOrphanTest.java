package dev.procession.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.procession.ChildProcess;
import dev.procession.Context;
import dev.procession.StartMethod;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.Signals;
import dev.procession.testing.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A child that is stopped, as by SIGSTOP, when its parent is killed. */
@ExtendWith(LeakCheck.class)
class FrozenOrphanTest {
  private static final Context COLD = Context.initial().startMethod(StartMethod.SPAWN);
  private static final Context WARM = Context.initial().startMethod(StartMethod.WARM).spares(1);

  /** The promise is a second, the rest is for a busy machine. */
  private static final Duration SOON = Duration.ofSeconds(3);

  @TempDir private Path directory;

  /** Who starts the child. */
  enum Starter {
    MAIN_THREAD,
    THREAD_THAT_ENDS,
    VIRTUAL_THREAD,
    THREAD_THAT_LEAVES_A_SPARE;

    void start(Context context, Signals signals) throws InterruptedException {
      switch (this) {
        case MAIN_THREAD -> startChild(context, signals);
        case THREAD_THAT_ENDS ->
            Thread.ofPlatform().start(() -> startChild(context, signals)).join();
        case VIRTUAL_THREAD -> Thread.ofVirtual().start(() -> startChild(context, signals)).join();
        case THREAD_THAT_LEAVES_A_SPARE -> {
          ChildProcess.of(() -> {}).context(WARM).start().join();
          ChildProcess child = startChild(WARM, signals);
          assertThat(child.isAlive()).isTrue();
        }
      }
    }
  }

  private static ChildProcess startChild(Context context, Signals signals) {
    return ChildProcess.of(() -> live(signals)).context(context).start();
  }

  /** Has a process below it that is none of ours, and answers questions. */
  private static void live(Signals signals) throws Exception {
    long below = new ProcessBuilder("sleep", "1000").start().pid();
    signals.append("below", String.valueOf(below));
    signals.append("pid", String.valueOf(PoolTesting.pid()));
    signals.await("question");
    signals.raise("answer");
    signals.await("never");
  }

  @ParameterizedTest
  @EnumSource
  void shouldEndWithItsParentAndTakeAlongWhatIsBelowIt(Starter starter) throws Exception {
    assumeTrue(Files.exists(Path.of("/usr/bin/setpriv")), "util-linux is installed");
    var signals = Signals.in(directory);
    ChildProcess parent = startParent(starter, signals);
    long child = signals.expectNumber("pid");
    long below = signals.expectNumber("below");
    freeze(child);
    long killed = System.nanoTime();
    parent.kill();
    PoolTesting.await("the orphan is gone", () -> !isRunning(child) && !isRunning(below));
    assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(SOON);
    parent.join(PoolTesting.DEADLINE);
  }

  @ParameterizedTest
  @EnumSource
  void shouldLiveOnWhenTheThreadEndsThatStartedIt(Starter starter) throws Exception {
    var signals = Signals.in(directory);
    ChildProcess parent = startParent(starter, signals);
    long child = signals.expectNumber("pid");
    signals.raise("question");
    signals.expect("answer");
    assertThat(PoolTesting.isAlive(child)).isTrue();
    parent.kill();
    parent.join(PoolTesting.DEADLINE);
    PoolTesting.await("the orphan is gone", () -> !isRunning(child));
  }

  private static ChildProcess startParent(Starter starter, Signals signals) {
    return ChildProcess.of(
            () -> {
              starter.start(COLD, signals);
              signals.await("never");
            })
        .context(COLD)
        .start();
  }

  private static void freeze(long pid) throws Exception {
    int status = new ProcessBuilder("kill", "-STOP", Long.toString(pid)).start().waitFor();
    assertThat(status).isZero();
    PoolTesting.await("the child is frozen", () -> state(pid) == 'T');
  }

  /** A zombie that a sloppy init has not reaped yet does not run. */
  private static boolean isRunning(long pid) {
    char state = state(pid);
    return state != 'Z' && state != 'X';
  }

  /** As in {@code /proc/PID/stat}; X if there is no such process. */
  private static char state(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2);
    } catch (IOException gone) {
      return 'X';
    }
  }
}
