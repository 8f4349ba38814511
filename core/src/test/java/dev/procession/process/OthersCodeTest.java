package dev.procession.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.procession.Action;
import dev.procession.ChildProcess;
import dev.procession.ChildStartException;
import dev.procession.Processes;
import dev.procession.StartMethod;
import dev.procession.pool.PoolTesting;
import dev.procession.sync.SharedSemaphore;
import dev.procession.testing.LeakCheck;
import dev.procession.testing.Program;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Code that one user brings along holds up nobody else. */
@ExtendWith(LeakCheck.class)
class OthersCodeTest {
  @ParameterizedTest
  @EnumSource(
      value = StartMethod.class,
      names = {"SPAWN", "THREAD"})
  void shouldLetOthersJoinWhileAnActionForItsEndRuns(StartMethod method) throws Exception {
    var go = new CountDownLatch(1);
    var running = new CountDownLatch(1);
    try (ChildProcess child =
        ChildProcess.of(() -> Thread.sleep(100)).startMethod(method).start()) {
      var acted =
          child
              .onExit()
              .thenAccept(
                  ended -> {
                    running.countDown();
                    await(go);
                  });
      assertThat(child.join(PoolTesting.DEADLINE)).isTrue();
      assertThat(Processes.wait(List.of(child), PoolTesting.DEADLINE)).containsExactly(child);
      await(running);
      assertThat(acted).isNotDone();
      go.countDown();
      PoolTesting.get(acted);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(PoolTesting.DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All of them are equal. */
  static final class Equal extends ChildProcess {
    private static final long serialVersionUID = 1L;
    private final long millis;

    Equal(long millis) {
      this.millis = millis;
    }

    @Override
    protected void run() throws Exception {
      Thread.sleep(millis);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Equal;
    }

    @Override
    public int hashCode() {
      return 1;
    }
  }

  @Test
  void shouldCountChildrenThatSayTheyAreEqual() throws Exception {
    try (var lasting = new Equal(100_000);
        var brief = new Equal(0)) {
      lasting.start();
      brief.start();
      assertThat(brief.join(PoolTesting.DEADLINE)).isTrue();
      assertThat(Processes.activeChildren()).hasSize(1);
      assertThat(lasting.isAlive()).isTrue();
      lasting.kill();
      assertThat(lasting.join(PoolTesting.DEADLINE)).isTrue();
      assertThat(Processes.activeChildren()).isEmpty();
    }
  }

  /** Can be read in the parent only when that lets it. */
  static final class SlowError extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final CountDownLatch READING = new CountDownLatch(1);
    private static final CountDownLatch GO = new CountDownLatch(1);

    SlowError() {
      super("slow to read");
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      READING.countDown();
      await(GO);
    }
  }

  /** Cannot be read in the child. */
  static final class Refused implements Action, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public void perform() {}

    private void readObject(ObjectInputStream in) {
      throw new SlowError();
    }
  }

  @Test
  void shouldStartOthersWhileTheErrorOfOneIsRead() throws Exception {
    var refused =
        new FutureTask<>(
            () -> ChildProcess.of(new Refused()).startMethod(StartMethod.SPAWN).start());
    Thread.ofPlatform().daemon().start(refused);
    await(SlowError.READING);
    try (ChildProcess other = ChildProcess.of(() -> {}).startMethod(StartMethod.SPAWN).start()) {
      assertThat(other.join(PoolTesting.DEADLINE)).isTrue();
    }
    assertThat(refused.isDone()).isFalse();
    SlowError.GO.countDown();
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> PoolTesting.get(refused))
        .havingCause()
        .isInstanceOf(ChildStartException.class)
        .withMessageContaining("slow to read");
  }

  @Test
  void shouldJoinThoughSomebodyInterruptsWhoWaitsForIt() throws Exception {
    try (ChildProcess child =
        ChildProcess.of(() -> Thread.sleep(100_000)).startMethod(StartMethod.SPAWN).start()) {
      for (int i = 0; i < 3; i++) {
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("procession-reaper-" + child.pid()))
            .forEach(Thread::interrupt);
      }
      child.kill();
      assertThat(child.join(PoolTesting.DEADLINE)).isTrue();
      assertThat(child.exitCode()).hasValue(-9);
    }
  }

  /** Its semaphore has no memory any more when its child ends. */
  static final class CutOff {
    public static void main(String[] arguments) throws Exception {
      try (var gone = SharedSemaphore.create(0);
          var child = ChildProcess.of(() -> Thread.sleep(100_000)).start()) {
        Thread.ofPlatform().daemon().start(gone::acquireUninterruptibly);
        PoolTesting.await("it sleeps", () -> gone.waiters() == 1);
        cutOffSemaphores();
        try {
          System.out.println(gone.availablePermits());
        } catch (InternalError cutOff) {
          System.out.println("cut off");
        }
        child.kill();
        System.out.println(child.join(PoolTesting.DEADLINE) + " " + child.exitCode());
        // Not to be waited for.
        Runtime.getRuntime().halt(0);
      }
    }

    private static void cutOffSemaphores() throws IOException {
      try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
        for (Path descriptor : descriptors) {
          if (Files.isSymbolicLink(descriptor)
              && Files.readSymbolicLink(descriptor).toString().contains("-semaphore-")) {
            Files.newByteChannel(
                    descriptor, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
                .close();
          }
        }
      }
    }
  }

  @Test
  void shouldJoinThoughSharedMemoryHasBeenCutOff(@TempDir Path directory) throws Exception {
    try (var program = Program.start(directory, CutOff.class)) {
      program.expectCode(0);
      assertThat(program.out()).containsExactly("cut off", "true OptionalInt[-9]");
    }
  }

  /** Has no folder for temporary files any more when its child is killed. */
  static final class Homeless {
    public static void main(String[] arguments) throws Exception {
      try (var child = ChildProcess.of(() -> Thread.sleep(100_000)).start()) {
        System.setProperty("java.io.tmpdir", arguments[0]);
        child.kill();
        System.out.println(child.join(PoolTesting.DEADLINE) + " " + child.exitCode());
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
          if (thread.getName().equals("procession-reaper-" + child.pid())) {
            thread.join();
          }
        }
      }
    }
  }

  @Test
  void shouldJoinThoughThereIsNoFolderForTemporaryFiles(@TempDir Path directory) throws Exception {
    String missing = directory.resolve("missing").toString();
    try (var program = Program.start(directory, Homeless.class, missing)) {
      program.expectCode(0);
      assertThat(program.out()).containsExactly("true OptionalInt[-9]");
      assertThat(program.err()).doesNotContain("Exception");
    }
  }
}
