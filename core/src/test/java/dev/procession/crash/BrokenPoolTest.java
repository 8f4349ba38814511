package dev.procession.crash;

import static dev.procession.pool.PoolTesting.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.procession.ChildStartException;
import dev.procession.PreloadFailure;
import dev.procession.StartMethod;
import dev.procession.Task;
import dev.procession.pool.PoolBrokenException;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.Signals;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import dev.procession.testing.Warnings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pools that cannot work: the initializer fails, or the workers cannot be started. */
@ExtendWith(LeakCheck.class)
class BrokenPoolTest {
  /** Two workers at first, and no more than a few attempts to replace them. */
  private static final int MOST_STARTS = 10;

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(How.class)
  @Conformance({
    "FailingInitializerResourcesTest.test_forkserver",
    "FailingInitializerMixin.test_initializer"
  })
  void shouldFailFastWithoutARestartStormWhenTheInitializerFails(How how) throws Exception {
    var signals = Signals.in(directory);
    try (var pool =
        ProcessPool.open(
            c ->
                c.workers(2)
                    .context(c.context().maxHeap(32 << 20))
                    .initializer(
                        () -> {
                          signals.append("starts", "");
                          how.happen();
                        }))) {
      Throwable error = catchThrowable(() -> pool.submit(() -> 1).get(60, TimeUnit.SECONDS));
      Throwable broken = error instanceof PoolBrokenException ? error : error.getCause();
      assertThat(broken).isInstanceOf(PoolBrokenException.class);
      switch (how) {
        case EXCEPTION -> assertThat(broken).hasCauseInstanceOf(IllegalStateException.class);
        case ERROR -> assertThat(broken).hasCauseInstanceOf(AssertionError.class);
        case OUT_OF_MEMORY -> assertThat(broken).hasCauseInstanceOf(OutOfMemoryError.class);
        case DEEP_RECURSION -> assertThat(broken).hasCauseInstanceOf(StackOverflowError.class);
        case EXIT -> assertThat(broken).hasMessageContaining("exit code 3");
        case HALT -> assertThat(broken).hasMessageContaining("exit code 4");
        case SIGKILL -> assertThat(broken).hasMessageContaining("SIGKILL");
        case NATIVE_CRASH -> assertThat(broken).hasMessageContaining("SIGSEGV");
      }
      assertThatThrownBy(() -> pool.map(n -> n, List.of(1)))
          .isInstanceOf(PoolBrokenException.class);
      assertThatThrownBy(() -> pool.submit(() -> 1)).isInstanceOf(PoolBrokenException.class);
    }
    assertThat(signals.lines("starts")).hasSizeLessThanOrEqualTo(MOST_STARTS);
  }

  /** Whether they heed the interrupt, or have to be killed. */
  @Test
  void shouldTellTasksThatRunWhyTheyWereStopped() throws Exception {
    var signals = Signals.in(directory);
    try (var pool =
        PoolTesting.openUp(
            c ->
                c.workers(3)
                    .killGrace(Duration.ofMillis(100))
                    .initializer(
                        () -> {
                          if (signals.isRaised("doomed")) {
                            throw new IllegalStateException("doomed");
                          }
                        }))) {
      Future<?> heeding =
          pool.submit(
              () -> {
                signals.raise("heeding");
                signals.await("never");
              });
      Future<?> stubborn =
          pool.submit(
              () -> {
                signals.raise("stubborn");
                signals.awaitStubbornly("never");
              });
      signals.expect("heeding");
      signals.expect("stubborn");
      signals.raise("doomed");
      pool.submit(() -> Runtime.getRuntime().halt(1));
      for (Future<?> running : List.of(heeding, stubborn)) {
        assertThat(PoolTesting.failureOf(running))
            .isInstanceOf(PoolBrokenException.class)
            .hasMessageContaining("doomed");
      }
    }
  }

  @Test
  void shouldRepeatTheWordsOfAJvmThatDoesNotKnowAnOption() {
    try (var pool =
        ProcessPool.open(c -> c.workers(1).context(c.context().jvmOptions("-XX:+NoSuchOption")))) {
      assertThatThrownBy(() -> pool.apply(() -> 1))
          .isInstanceOf(PoolBrokenException.class)
          .hasMessageContaining("NoSuchOption");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = StartMethod.class,
      names = {"SPAWN", "WARM"})
  void shouldSayWhyAWorkerCouldNotBePrepared(StartMethod method) {
    try (var pool =
        ProcessPool.open(
            c ->
                c.workers(1)
                    .context(
                        c.context()
                            .startMethod(method)
                            .preload("no.such.Type")
                            .preloadFailure(PreloadFailure.FAIL)))) {
      assertThatThrownBy(() -> pool.apply(() -> 1))
          .isInstanceOf(PoolBrokenException.class)
          .hasMessageContaining("no.such.Type");
    }
  }

  /** Others have written over what the pool shares with its workers. */
  @ParameterizedTest
  @ValueSource(strings = {"-link-", "-bell-"})
  @EnabledOnOs(OS.LINUX)
  void shouldEndThoughItsMemoryIsDamaged(String name) throws Exception {
    var pool = PoolTesting.openUp(c -> c.workers(2).killGrace(Duration.ofSeconds(1)));
    assertThat(pool.map(n -> n + 1, List.of(1, 2))).containsExactly(2, 3);
    int damaged = 0;
    try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : open) {
        if (Files.isSymbolicLink(descriptor)
            && Files.readSymbolicLink(descriptor).toString().contains(name)) {
          damage(descriptor);
          damaged++;
        }
      }
    }
    Assumptions.assumeThat(damaged).as("files with names are elsewhere").isPositive();
    pool.close(Duration.ofSeconds(20));
    assertThat(pool.isTerminated()).isTrue();
  }

  private static void damage(Path file) throws IOException {
    byte[] noise = new byte[64];
    Arrays.fill(noise, (byte) 0x5A);
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(noise), 0);
    }
  }

  @Test
  void shouldSayThatTheExecutableIsMissing() {
    assertThatThrownBy(
            () ->
                ProcessPool.open(c -> c.context(c.context().executable(Path.of("/missing/java")))))
        .isInstanceOf(ChildStartException.class)
        .hasMessageContaining("/missing/java");
  }

  @Test
  void shouldSayThatTheWorkingDirectoryIsMissing() {
    assertThatThrownBy(
            () ->
                ProcessPool.open(
                    c -> c.context(c.context().workingDirectory(Path.of("/missing/directory")))))
        .isInstanceOf(ChildStartException.class)
        .hasMessageContaining("/missing/directory");
  }

  @Test
  void shouldGoOnWithTheOthersWhileReplacementsCannotBeStarted() throws Exception {
    Path home = Files.createDirectory(directory.resolve("home"));
    try (var pool =
            PoolTesting.openUp(
                c ->
                    c.workers(2)
                        .context(
                            c.context().startMethod(StartMethod.SPAWN).workingDirectory(home)));
        var warnings = new Warnings("dev.procession.pool")) {
      Files.delete(home);
      assertThat(PoolTesting.failureOf(pool.submit(() -> Runtime.getRuntime().halt(1))))
          .isNotNull();
      PoolTesting.await("it is missed", () -> !warnings.texts().isEmpty());
      assertThat(pool.map(n -> n + 1, List.of(1, 2, 3))).containsExactly(2, 3, 4);
      Files.createDirectory(home);
      PoolTesting.awaitFullStrength(pool);
      assertThat(warnings.texts()).hasSize(1);
    }
  }

  @Test
  @Conformance("ProcessPoolExecutorTest.test_failed_worker_replacement_breaks_pool")
  void shouldBreakWhenReplacementsCannotBeStarted() throws Exception {
    Path home = Files.createDirectory(directory.resolve("home"));
    try (var pool =
        PoolTesting.openUp(c -> c.workers(1).context(c.context().workingDirectory(home)))) {
      Files.delete(home);
      assertThat(
              catchThrowable(
                  () ->
                      pool.apply(
                          () -> {
                            Runtime.getRuntime().halt(1);
                            return 0;
                          })))
          .isNotNull();
      assertThatThrownBy(() -> pool.submit(() -> 1).get(60, TimeUnit.SECONDS))
          .satisfiesAnyOf(
              e -> assertThat(e).isInstanceOf(PoolBrokenException.class),
              e -> assertThat(e).hasCauseInstanceOf(PoolBrokenException.class));
    }
  }

  /** Is told about in the worker only. */
  static final class Secret extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no message");
    }

    @Override
    public void setStackTrace(StackTraceElement[] stack) {
      throw new IllegalStateException("no stack");
    }
  }

  private static ProcessPool failingWith(Task<RuntimeException> error) {
    return ProcessPool.open(
        c ->
            c.workers(1)
                .initializer(
                    () -> {
                      throw error.call();
                    }));
  }

  @Test
  void shouldBreakForAnErrorThatCannotBeToldAbout() throws Exception {
    try (var pool = failingWith(() -> new Secret())) {
      assertThat(failureOf(pool.submit(() -> 1)))
          .isInstanceOf(PoolBrokenException.class)
          .hasMessageStartingWith("the initializer failed")
          .hasMessageContaining("Secret");
    }
  }

  @Test
  void shouldNotReadAnEndlessInputWhenBroken() throws Exception {
    try (var pool = failingWith(() -> new IllegalStateException("init"))) {
      Iterable<Integer> endless = () -> Stream.iterate(0, n -> n + 1).iterator();
      assertThatThrownBy(() -> pool.map(n -> n, endless)).isInstanceOf(PoolBrokenException.class);
    }
  }
}
