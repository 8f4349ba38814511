package dev.procession.crash;

import dev.procession.Action;
import dev.procession.ChildProcess;
import dev.procession.Context;
import dev.procession.Processes;
import dev.procession.StartMethod;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.Signals;
import dev.procession.testing.LeakCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A child ends with its parent, whatever its task has done to itself. */
@ExtendWith(LeakCheck.class)
class OrphanTest {
  private static final Context COLD = Context.initial().startMethod(StartMethod.SPAWN);

  /** Used in a child. */
  private static final List<Object> HELD = new ArrayList<>();

  @TempDir private Path directory;

  @Test
  void shouldEndThoughItsActionOnTheEndOfTheParentHangs() throws Exception {
    var signals = Signals.in(directory);
    expectEnd(signals, () -> hangAtTheEndOfTheParent(signals));
  }

  private static void hangAtTheEndOfTheParent(Signals signals) throws Exception {
    var unused = Processes.parent().orElseThrow().onExit().thenRun(OrphanTest::park);
    tell(signals);
    park();
  }

  @Test
  void shouldEndThoughAShutdownHookHangs() throws Exception {
    var signals = Signals.in(directory);
    expectEnd(signals, () -> hangInAShutdownHook(signals));
  }

  private static void hangInAShutdownHook(Signals signals) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  tellAnyway(signals);
                  park();
                }));
    System.exit(0);
  }

  @Test
  void shouldEndThoughItsHeapIsFull() throws Exception {
    var signals = Signals.in(directory);
    expectEnd(signals, () -> fillTheHeap(signals));
  }

  private static void fillTheHeap(Signals signals) throws Exception {
    tell(signals);
    for (int size = 1 << 20; size >= 16; size /= 2) {
      try {
        while (true) {
          HELD.add(new byte[size]);
        }
      } catch (OutOfMemoryError full) {
        // Then something smaller.
      }
    }
    park();
  }

  /** What it waited for has a folder, which nobody else would remove. */
  @Test
  void shouldLeaveNothingThoughItIsStartingChildrenOfItsOwn() throws Exception {
    startChildrenUntilTheEnd();
  }

  @Tag("soak")
  @RepeatedTest(50)
  void shouldLeaveNothingThoughManyAreStartingChildrenOfTheirOwn() throws Exception {
    startChildrenUntilTheEnd();
  }

  private void startChildrenUntilTheEnd() throws Exception {
    var signals = Signals.in(directory);
    expectEnd(signals, () -> startChildren(signals));
  }

  private static void startChildren(Signals signals) throws Exception {
    tell(signals);
    for (int i = 0; i < 3; i++) {
      Thread.ofPlatform().daemon().start(OrphanTest::startMore);
    }
    park();
  }

  private static void startMore() {
    while (true) {
      ChildProcess.of(() -> {}).context(COLD).start().kill();
    }
  }

  private static void expectEnd(Signals signals, Action task) throws Exception {
    ChildProcess parent =
        ChildProcess.of(
                () -> {
                  ChildProcess child =
                      ChildProcess.of(task).context(COLD.maxHeap(32 << 20)).start();
                  signals.await("told");
                  // Reaches a child whose heap is full when it has nothing left to hear it with.
                  for (int i = 0; i < 100; i++) {
                    child.interrupt();
                    LockSupport.parkNanos(1_000_000);
                  }
                  Runtime.getRuntime().halt(9);
                })
            .context(COLD)
            .start();
    long child = signals.expectNumber("pid");
    parent.join(PoolTesting.DEADLINE);
    PoolTesting.await("the orphan is gone", () -> !PoolTesting.isAlive(child));
  }

  private static void tell(Signals signals) throws Exception {
    signals.append("pid", String.valueOf(PoolTesting.pid()));
    signals.raise("told");
  }

  private static void tellAnyway(Signals signals) {
    try {
      tell(signals);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void park() {
    while (true) {
      LockSupport.parkNanos(Duration.ofHours(1).toNanos());
      Thread.interrupted();
    }
  }
}
