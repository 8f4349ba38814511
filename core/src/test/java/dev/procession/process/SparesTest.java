package dev.procession.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.procession.Action;
import dev.procession.ChildProcess;
import dev.procession.Context;
import dev.procession.StartMethod;
import dev.procession.internal.proc.SpareControl;
import dev.procession.pool.PoolBrokenException;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.Signals;
import dev.procession.testing.ChildFirst;
import dev.procession.testing.Compiled;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JVMs that stand by for the next child. */
@ExtendWith(LeakCheck.class)
class SparesTest {
  private static final Context WARM = Context.standard().startMethod(StartMethod.WARM).spares(1);

  @TempDir private Path directory;

  private static void run(Context context) {
    Children.expectCode(ChildProcess.of(() -> {}).context(context).start(), 0);
  }

  private static void signal(String signal, long pid) throws Exception {
    assertThat(new ProcessBuilder("kill", signal, String.valueOf(pid)).start().waitFor()).isZero();
  }

  /** The only child of this JVM, which is a spare. */
  private static long theSpare() {
    Children.awaitSpares(1);
    Children.await("the spare is the only child", () -> SpareControl.pids().size() == 1);
    // When the thread ends that started it, the kernel resumes it, and it would not stay stopped.
    Children.await("its starter has ended", () -> !SpareControl.isStarting());
    return SpareControl.pids().getFirst();
  }

  @Test
  void shouldAppearWithTheFirstChildAndBeReplaced() {
    ChildProcess child = ChildProcess.of(() -> {}).context(WARM.spares(3));
    assertThat(SpareControl.pids()).isEmpty();
    Children.expectCode(child.start(), 0);
    Children.awaitSpares(3);
    List<Long> first = SpareControl.pids();
    ChildProcess second = ChildProcess.of(() -> {}).context(WARM.spares(3)).start();
    assertThat(first).contains(second.pid());
    Children.join(second);
    Children.awaitSpares(3);
  }

  @Test
  void shouldNotAppearWhereNobodyWantsThem() {
    run(WARM.spares(0));
    run(WARM.startMethod(StartMethod.SPAWN));
    run(WARM.startMethod(StartMethod.THREAD));
    assertThat(SpareControl.pids()).isEmpty();
  }

  @Test
  void shouldNotServeOtherContexts() throws Exception {
    run(WARM);
    long spare = theSpare();
    var signals = Signals.in(directory);
    ChildProcess other =
        ChildProcess.of(() -> signals.append("colour", System.getProperty("colour")))
            .context(WARM.systemProperty("colour", "blue"))
            .start();
    assertThat(other.pid()).isNotEqualTo(spare);
    Children.expectCode(other, 0);
    assertThat(signals.lines("colour")).containsExactly("blue");
    ChildProcess same = ChildProcess.of(() -> {}).context(WARM).start();
    assertThat(same.pid()).isEqualTo(spare);
    Children.expectCode(same, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-TERM", "-KILL", "-HUP"})
  @Conformance({"_TestProcess.test_forkserver_sigint", "_TestProcess.test_forkserver_sigkill"})
  void shouldBeReplacedSilentlyWhenKilled(String signal) throws Exception {
    var signals = Signals.in(directory);
    try (var screen = Screen.open()) {
      ChildProcess earlier = ChildProcess.of(() -> signals.await("end")).context(WARM).start();
      Children.awaitSpares(1);
      long spare =
          SpareControl.pids().stream().filter(pid -> pid != earlier.pid()).findFirst().get();
      signal(signal, spare);
      Children.awaitGone(spare);
      Children.awaitSpares(1);
      ChildProcess next = ChildProcess.of(() -> {}).context(WARM).start();
      assertThat(next.pid()).isNotEqualTo(spare);
      Children.expectCode(next, 0);
      signals.raise("end");
      Children.expectCode(earlier, 0);
      assertThat(screen.out() + screen.err()).isEmpty();
    }
  }

  @Test
  @Conformance("_TestProcess.test_forkserver_sigint")
  void shouldIgnoreTheInterruptOfATerminal() throws Exception {
    run(WARM);
    long spare = theSpare();
    signal("-INT", spare);
    ChildProcess child = ChildProcess.of(() -> {}).context(WARM).start();
    assertThat(child.pid()).isEqualTo(spare);
    Children.expectCode(child, 0);
  }

  @Test
  void shouldLetAnotherTakeOverWhenOneDiesBeforeItHasItsTask() throws Exception {
    var signals = Signals.in(directory);
    run(WARM);
    long spare = theSpare();
    signal("-STOP", spare);
    ChildProcess child = ChildProcess.of(() -> signals.append("ran", "once")).context(WARM);
    var started = CompletableFuture.supplyAsync(child::start);
    Children.await("the spare is taken", () -> SpareControl.count() == 0);
    signal("-KILL", spare);
    assertThat(PoolTesting.get(started)).isSameAs(child);
    assertThat(child.pid()).isNotEqualTo(spare);
    Children.expectCode(child, 0);
    assertThat(signals.lines("ran")).containsExactly("once");
  }

  @Test
  void shouldStartAllTheSameWhenSparesHaveJustBeenKilled() throws Exception {
    run(WARM.spares(2));
    Children.awaitSpares(2);
    for (long pid : SpareControl.pids()) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
    run(WARM.spares(2));
  }

  @Test
  void shouldEndOnTheirOwnAfterAStartThatWasInterrupted() throws Exception {
    run(WARM);
    long spare = theSpare();
    Thread.currentThread().interrupt();
    ChildProcess child = ChildProcess.of(() -> {}).context(WARM);
    assertThat(org.assertj.core.api.Assertions.catchThrowable(child::start))
        .isInstanceOf(dev.procession.ChildStartException.class)
        .hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
    Children.awaitGone(spare);
    Children.expectCode(child.start(), 0);
  }

  @Test
  void shouldBecomeWorkersOfAPoolThatIsOpenedByAnInterruptedThread() throws Exception {
    int spares = 5;
    Context many = WARM.spares(spares);
    run(many);
    Children.awaitSpares(spares);
    List<Long> pids = SpareControl.pids();
    Thread.currentThread().interrupt();
    try (var pool = ProcessPool.open(c -> c.workers(spares).context(many))) {
      assertThat(Thread.interrupted()).isTrue();
      PoolTesting.awaitFullStrength(pool);
      assertThat(pool.workerPids()).containsExactlyInAnyOrderElementsOf(pids);
    }
  }

  /** Only its own loader has its class, so workers would ask for it over another connection. */
  private Action foreignAction() throws Exception {
    Path classes =
        Compiled.into(
            directory.resolve("classes"),
            """
            public class Foreign {
              public static dev.procession.Action action() { return () -> {}; }
            }
            """);
    try (var loader = new ChildFirst(classes.toUri().toURL())) {
      return (Action) loader.loadClass("Foreign").getMethod("action").invoke(null);
    }
  }

  @Test
  void shouldAllEndWhenAPoolCannotOfferThemClasses() throws Exception {
    Context some = WARM.spares(3);
    run(some);
    Children.awaitSpares(3);
    Action foreign = foreignAction();
    String temporary = System.setProperty("java.io.tmpdir", directory.resolve("none").toString());
    try (var pool = ProcessPool.open(c -> c.workers(3).context(some).initializer(foreign))) {
      assertThatExceptionOfType(PoolBrokenException.class)
          .isThrownBy(() -> pool.apply(() -> 1))
          .withMessageContaining("cannot be started");
    } finally {
      System.setProperty("java.io.tmpdir", temporary);
    }
  }
}
