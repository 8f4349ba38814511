package dev.procession.pool;

import static dev.procession.pool.PoolTesting.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.procession.NotSendableException;
import dev.procession.RemoteTaskException;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheckPerClass;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How what a task throws looks to the caller. */
@ExtendWith(LeakCheckPerClass.class)
class PoolErrorTest {
  private static ProcessPool pool;

  /** An exception that only the workers know. */
  @TempDir private static Path onlyThere;

  @BeforeAll
  static void open() throws IOException {
    Path source = onlyThere.resolve("OnlyThere.java");
    Files.writeString(
        source,
        """
        public class OnlyThere extends Exception {
          public OnlyThere(String message) { super(message, new IllegalStateException("deeper")); }
        }
        """);
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-proc:none", "-d", onlyThere.toString(), source.toString());
    assertThat(status).isZero();
    pool = PoolTesting.openUp(c -> c.workers(2).context(c.context().classPath(onlyThere)));
  }

  @AfterAll
  static void close() {
    pool.close();
  }

  static int fail(int n) {
    throw new IllegalStateException("remote " + n);
  }

  @Test
  @Conformance({"_TestPool.test_traceback", "ProcessPoolExecutorTest.test_traceback"})
  void shouldShowTheRemoteStackThenTheWorkerThenTheCaller() {
    Throwable error = catchThrowable(() -> pool.map(PoolErrorTest::fail, List.of(7)));
    assertThat(error).isExactlyInstanceOf(IllegalStateException.class).hasMessage("remote 7");
    var trace = new StringWriter();
    error.printStackTrace(new PrintWriter(trace));
    int remote = trace.toString().indexOf("PoolErrorTest.fail(PoolErrorTest.java:");
    int worker = trace.toString().indexOf("worker process.run(pid ");
    int caller = trace.toString().indexOf("shouldShowTheRemoteStackThenTheWorkerThenTheCaller");
    assertThat(remote).isPositive();
    assertThat(worker).isGreaterThan(remote);
    assertThat(caller).isGreaterThan(worker);
  }

  @Test
  @Conformance("_TestPool.test_traceback")
  void shouldNotMentionAWorkerWhenTheInputFailed() {
    Throwable error = catchThrowable(() -> pool.map(PoolMapTest::square, PoolMapTest.failingAt(2)));
    assertThat(error.getStackTrace())
        .extracting(StackTraceElement::getClassName)
        .doesNotContain("worker process");
    assertThat(error).hasNoCause();
  }

  @Test
  @Conformance("_TestPool.test_wrapped_exception")
  void shouldThrowTheOriginalType() {
    assertThatThrownBy(() -> pool.apply(() -> fail(1)))
        .isExactlyInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> pool.map(n -> List.of().iterator().next(), List.of(1)))
        .isExactlyInstanceOf(java.util.NoSuchElementException.class);
  }

  @Test
  void shouldKeepCausesAndSuppressedExceptions() throws Exception {
    Throwable error =
        failureOf(
            pool.submit(
                () -> {
                  var e = new IllegalStateException("top", new IOException("below"));
                  e.addSuppressed(new ArithmeticException("beside"));
                  throw e;
                }));
    assertThat(error).hasMessage("top").hasCauseExactlyInstanceOf(IOException.class);
    assertThat(error.getSuppressed()).hasSize(1).allMatch(ArithmeticException.class::isInstance);
  }

  @Test
  @Conformance("_TestPoolWorkerErrors.test_unpickleable_result")
  void shouldNameTheResultThatCannotBeSentAndLoseNoWorker() throws Exception {
    PoolTesting.awaitFullStrength(pool);
    List<Long> before = pool.workerPids();
    for (int i = 0; i < 20; i++) {
      assertThat(failureOf(pool.submit(() -> new Thread("unsendable"))))
          .isInstanceOf(NotSendableException.class)
          .hasMessageContaining("result")
          .hasMessageContaining("java.lang.Thread");
    }
    assertThat(pool.workerPids()).containsExactlyInAnyOrderElementsOf(before);
  }

  @Test
  void shouldDescribeAnExceptionWhoseClassIsMissingHere() throws Exception {
    Throwable error =
        failureOf(
            pool.submit(
                () -> {
                  throw (Exception)
                      Class.forName("OnlyThere").getConstructor(String.class).newInstance("there");
                }));
    assertThat(error)
        .isInstanceOfSatisfying(
            RemoteTaskException.class,
            e -> {
              assertThat(e.remoteType()).isEqualTo("OnlyThere");
              assertThat(e.remoteMessage()).isEqualTo("there");
            });
    assertThat(error.getCause()).hasMessageContaining("deeper");
    assertThat(error.getStackTrace())
        .anyMatch(frame -> "PoolErrorTest.java".equals(frame.getFileName()));
  }

  @Test
  void shouldDescribeAResultWhoseClassIsMissingHere() throws Exception {
    assertThat(
            failureOf(
                pool.submit(
                    () ->
                        Class.forName("OnlyThere")
                            .getConstructor(String.class)
                            .newInstance("there"))))
        .isInstanceOf(NotSendableException.class)
        .hasMessageContaining("OnlyThere");
  }

  @Test
  void shouldDescribeAnExceptionWithAFieldThatCannotBeSent() throws Exception {
    assertThat(
            failureOf(
                pool.submit(
                    () -> {
                      throw new Holding();
                    })))
        .isInstanceOfSatisfying(
            RemoteTaskException.class,
            e -> assertThat(e.remoteType()).isEqualTo(Holding.class.getName()))
        .hasMessageContaining("holding");
  }

  @Test
  void shouldDescribeAnExceptionThatCannotBeRebuilt() throws Exception {
    assertThat(
            failureOf(
                pool.submit(
                    () -> {
                      throw new Unbuildable();
                    })))
        .isInstanceOfSatisfying(
            RemoteTaskException.class,
            e -> assertThat(e.remoteType()).isEqualTo(Unbuildable.class.getName()));
  }

  @Test
  void shouldSurviveAnExceptionWithoutManners() throws Exception {
    assertThat(
            failureOf(
                pool.submit(
                    () -> {
                      throw new Rude();
                    })))
        .isNotNull();
    assertThat(
            failureOf(
                pool.submit(
                    () -> {
                      throw new Ruder();
                    })))
        .isNotNull();
    assertThat(pool.apply(() -> 1)).isOne();
  }

  @Test
  void shouldSurviveCausesThatGoRoundInACircle() throws Exception {
    assertThat(
            failureOf(
                pool.submit(
                    () -> {
                      var a = new IllegalStateException("a");
                      var b = new IllegalStateException("b", a);
                      a.initCause(b);
                      throw a;
                    })))
        .hasMessage("a");
  }

  @Test
  void shouldNameTheLambdaAndTheVariableThatCannotBeSent() {
    var thread = Thread.currentThread();
    assertThatThrownBy(() -> pool.apply(() -> thread.getName()))
        .isInstanceOf(NotSendableException.class)
        .hasMessageContaining("PoolErrorTest.java")
        .hasMessageContaining("java.lang.Thread");
  }

  /** Cannot be sent. */
  static final class Holding extends RuntimeException {
    private static final long serialVersionUID = 1;

    @SuppressWarnings({"unused", "UnusedVariable"})
    private final Thread held = Thread.currentThread();

    Holding() {
      super("holding");
    }
  }

  /** Can be sent, but not be read. */
  static final class Unbuildable extends RuntimeException {
    private static final long serialVersionUID = 1;

    private void readObject(ObjectInputStream in) throws IOException {
      throw new IOException("not today");
    }
  }

  /** Throws from the methods that report it. */
  static class Rude extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no message");
    }

    @Override
    public String toString() {
      throw new IllegalStateException("no text");
    }
  }

  /** Throws an error from the methods that report it, and has no stack or cause to give. */
  static final class Ruder extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      throw new AssertionError("no message");
    }

    @Override
    public synchronized Throwable getCause() {
      throw new AssertionError("no cause");
    }

    @Override
    public StackTraceElement[] getStackTrace() {
      throw new AssertionError("no stack");
    }
  }

  /** Does not take another stack. */
  static final class Stubborn extends RuntimeException {
    private static final long serialVersionUID = 1;

    Stubborn() {
      super("stubborn");
    }

    @Override
    public void setStackTrace(StackTraceElement[] stack) {
      throw new IllegalStateException("no other stack");
    }
  }

  /** Checked, and has no message for anybody. */
  static final class Mute extends Exception {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no message");
    }
  }

  @Test
  void shouldThrowExceptionsThatResist() {
    assertThatThrownBy(
            () ->
                pool.apply(
                    () -> {
                      throw new Stubborn();
                    }))
        .isExactlyInstanceOf(Stubborn.class);
    Throwable mute =
        catchThrowable(
            () ->
                pool.map(
                    n -> {
                      throw new Mute();
                    },
                    List.of(1)));
    assertThat(mute).isInstanceOf(RemoteTaskException.class);
    assertThat(((RemoteTaskException) mute).remoteType()).isEqualTo(Mute.class.getName());
  }

  @Test
  void shouldReportAResultThatTheWorkersHeapCannotHold() throws Exception {
    try (var small = ProcessPool.open(c -> c.workers(1).context(c.context().maxHeap(200L << 20)))) {
      // A string is encoded on the heap; an array is not.
      assertThat(failureOf(small.submit(() -> "x".repeat(80 << 20))))
          .isInstanceOf(OutOfMemoryError.class);
      assertThat(small.apply(() -> new byte[100 << 20])).hasSize(100 << 20);
      assertThat(small.apply(() -> new byte[30 << 20])).hasSize(30 << 20);
    }
  }
}
