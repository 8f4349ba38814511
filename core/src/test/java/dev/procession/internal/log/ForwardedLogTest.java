package dev.procession.internal.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ChildProcess;
import dev.procession.Context;
import dev.procession.StartMethod;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.ProcessPool;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Records of children that are published here, in the process of the tests. */
@ExtendWith(LeakCheck.class)
class ForwardedLogTest {
  private static final String NAME = "forwarded.log";
  private static final Duration DEADLINE = PoolTesting.DEADLINE;

  private static Logger log() {
    return Logger.getLogger(NAME);
  }

  private static void run(ChildProcess child) throws InterruptedException {
    try (child) {
      child.start();
      assertThat(child.join(DEADLINE)).isTrue();
      assertThat(child.exitCode()).hasValue(0);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SPAWN", "WARM"})
  void shouldPublishEverythingThatIsKnownOfARecord(StartMethod method) throws Exception {
    Instant before = Instant.now();
    try (var published = Published.below(NAME)) {
      var child =
          ChildProcess.of(
                  () -> {
                    log().log(Level.WARNING, "{0} of {1}", new Object[] {"one", 2});
                    System.getLogger(NAME).log(System.Logger.Level.ERROR, "{0}, two", 1);
                    log().info("a {0} that is no parameter");
                  })
              .name("mailer")
              .startMethod(method);
      child.start();
      long pid = child.pid();
      assertThat(child.join(DEADLINE)).isTrue();
      child.close();

      List<LogRecord> records = published.records();
      String origin = "[mailer " + pid + "] ";
      assertThat(records)
          .extracting(LogRecord::getMessage)
          .containsExactly(
              origin + "one of 2", origin + "1, two", origin + "a {0} that is no parameter");
      assertThat(records)
          .extracting(LogRecord::getLevel)
          .containsExactly(Level.WARNING, Level.SEVERE, Level.INFO);
      assertThat(records).extracting(LogRecord::getLoggerName).containsOnly(NAME);
      assertThat(records)
          .allSatisfy(
              record -> {
                assertThat(record.getInstant()).isBetween(before, Instant.now());
                assertThat(record.getLongThreadID()).isPositive();
              });
    }
  }

  /** Logs somewhere else than the tests do. */
  static final class Caller {
    static void speak() {
      log().info("one");
      System.getLogger(NAME).log(System.Logger.Level.INFO, "two");
    }
  }

  @Test
  @Conformance("_TestLogging.test_filename")
  void shouldNameTheCallerInTheChild() throws Exception {
    try (var published = Published.below(NAME)) {
      run(ChildProcess.of(Caller::speak));

      assertThat(published.records())
          .hasSize(2)
          .allSatisfy(
              record -> {
                assertThat(record.getSourceClassName()).isEqualTo(Caller.class.getName());
                assertThat(record.getSourceMethodName()).isEqualTo("speak");
              });
    }
  }

  @Test
  void shouldPrintAnExceptionAsTheChildWould() throws Exception {
    try (var published = Published.below(NAME)) {
      run(
          ChildProcess.of(
              () -> {
                var error = new IllegalStateException("outer", new Exception("inner"));
                error.addSuppressed(new RuntimeException("beside"));
                log().log(Level.SEVERE, "failed", error);
              }));

      var text = new StringWriter();
      published.records().getFirst().getThrown().printStackTrace(new PrintWriter(text, true));
      assertThat(text.toString().lines().toList())
          .startsWith("java.lang.IllegalStateException: outer")
          .anyMatch(line -> line.startsWith("\tat dev.procession.internal.log.ForwardedLogTest"))
          .contains("\tSuppressed: java.lang.RuntimeException: beside")
          .contains("Caused by: java.lang.Exception: inner");
    }
  }

  @Test
  void shouldPublishWhatPoolWorkersLog() {
    try (var published = Published.below(NAME)) {
      try (var pool = ProcessPool.open(c -> c.workers(2).name("crew"))) {
        List<Integer> results =
            pool.map(
                n -> {
                  log().info("item " + n);
                  return n;
                },
                IntStream.range(0, 100).boxed().toList());
        assertThat(results).hasSize(100);
      }
      published.awaitCount(100);
      assertThat(published.texts())
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, 100).mapToObj(n -> "item " + n).toList());
      assertThat(published.records())
          .allMatch(record -> record.getMessage().matches("\\[crew-\\d+ \\d+] item \\d+"));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SPAWN", "WARM"})
  @Conformance({"_TestLogging.test_enable_logging", "_TestLogging.test_level"})
  void shouldInheritTheLevelsOfTheParent(StartMethod method) throws Exception {
    Logger verbose = Logger.getLogger(NAME + ".verbose");
    Logger quiet = Logger.getLogger(NAME + ".quiet");
    try (var published = Published.below(NAME)) {
      verbose.setLevel(Level.FINER);
      quiet.setLevel(Level.SEVERE);
      run(
          ChildProcess.of(
                  () -> {
                    for (String name : List.of(".verbose.sub", ".quiet", ".unset")) {
                      Logger logger = Logger.getLogger(NAME + name);
                      Level least =
                          Level.parse(
                              List.of("FINEST", "FINER", "FINE", "CONFIG", "INFO", "SEVERE")
                                  .stream()
                                  .filter(level -> logger.isLoggable(Level.parse(level)))
                                  .findFirst()
                                  .orElseThrow());
                      logger.log(least, name);
                      log().severe(name + " " + least);
                    }
                  })
              .startMethod(method));

      assertThat(published.texts())
          .containsExactly(
              ".verbose.sub",
              ".verbose.sub FINER",
              ".quiet",
              ".quiet SEVERE",
              ".unset",
              ".unset INFO");
    } finally {
      verbose.setLevel(null);
      quiet.setLevel(null);
    }
  }

  @Test
  void shouldApplyTheLevelsThatTheParentHasNow() throws Exception {
    try (var published = Published.below(NAME)) {
      run(
          ChildProcess.of(
              () -> {
                log().setLevel(Level.FINE);
                log().fine("not wanted by the parent");
                log().info("wanted");
              }));
      assertThat(published.texts()).containsExactly("wanted");
    }
  }

  @Test
  void shouldKeepTheOrderOfManyRecordsAndLoseNone() throws Exception {
    int threads = 4;
    int each = 2_500;
    try (var published = Published.below(NAME)) {
      run(
          ChildProcess.of(
              () -> {
                String padding = "x".repeat(500);
                for (int t = 0; t < threads; t++) {
                  int thread = t;
                  new Thread(
                          () -> {
                            for (int i = 0; i < each; i++) {
                              log().info(thread + " " + i + " " + padding);
                            }
                          })
                      .start();
                }
              }));

      // The child's last record has been published before its end was told.
      List<String> texts = published.texts();
      assertThat(texts).hasSize(threads * each);
      for (int t = 0; t < threads; t++) {
        String prefix = t + " ";
        assertThat(texts.stream().filter(s -> s.startsWith(prefix)).map(s -> s.split(" ")[1]))
            .containsExactlyElementsOf(
                IntStream.range(0, each).mapToObj(Integer::toString).toList());
      }
    }
  }

  @Test
  void shouldHaveTheChildWaitForSlowHandlersAndKeepItsInterrupt() throws Exception {
    var permits = new Semaphore(0);
    var slow =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            permits.acquireUninterruptibly();
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    try (var published = Published.below(NAME)) {
      log().addHandler(slow);
      var child =
          ChildProcess.of(
              () -> {
                String padding = "x".repeat(1 << 20);
                for (int i = 0; i < 8; i++) {
                  log().info(i + " " + padding.substring(i));
                }
                log().info("interrupted: " + Thread.currentThread().isInterrupted());
              });
      child.start();
      PoolTesting.await("the first record", () -> permits.hasQueuedThreads());
      // 8 MiB are more than fit into what waits here and the socket, so the child is stuck.
      assertThat(child.join(Duration.ofMillis(300))).isFalse();
      child.interrupt();
      permits.release(9);
      assertThat(child.join(DEADLINE)).isTrue();

      assertThat(published.texts()).hasSize(9).last().isEqualTo("interrupted: true");
      child.close();
    } finally {
      log().removeHandler(slow);
    }
  }

  @Test
  void shouldPublishWhatWasSentBeforeTheChildWasKilled() throws Exception {
    try (var published = Published.below(NAME)) {
      var child =
          ChildProcess.of(
              () -> {
                for (int i = 0; i < 500; i++) {
                  log().info("record " + i);
                }
                Runtime.getRuntime().halt(3);
              });
      child.start();
      assertThat(child.join(DEADLINE)).isTrue();
      assertThat(child.exitCode()).hasValue(3);
      assertThat(published.texts()).hasSize(500).last().isEqualTo("record 499");
      child.close();
    }
  }

  @Test
  void shouldPublishWhatGrandchildrenLogUnderTheirOwnName() throws Exception {
    try (var published = Published.below(NAME)) {
      run(
          ChildProcess.of(
                  () -> {
                    var inner =
                        ChildProcess.of(() -> log().log(Level.INFO, "deep", new Exception("e")))
                            .name("inner");
                    inner.start();
                    inner.join();
                    log().info("outer");
                  })
              .name("outer"));

      assertThat(published.records().getFirst().getMessage()).matches("\\[inner \\d+] deep");
      assertThat(published.records().getFirst().getThrown()).hasToString("java.lang.Exception: e");
      assertThat(published.texts()).containsExactly("deep", "outer");
    }
  }

  @Test
  void shouldPublishWhatASpareLogsBeforeItsTask() throws Exception {
    Logger verbose = Logger.getLogger(NAME + ".verbose");
    try (var published = Published.below(NAME)) {
      verbose.setLevel(Level.FINE);
      Context context = Context.standard().preload(() -> log().info("preloading"));
      for (int i = 0; i < 2; i++) {
        run(
            ChildProcess.of(() -> Logger.getLogger(NAME + ".verbose").fine("running"))
                .context(context));
      }
      published.awaitCount(4);
      assertThat(published.texts()).contains("preloading", "running");
      assertThat(published.texts().stream().filter("running"::equals)).hasSize(2);
    } finally {
      verbose.setLevel(null);
    }
  }

  /** A level that the JDK does not have. */
  static final class OwnLevel extends Level {
    private static final long serialVersionUID = 1;

    OwnLevel(String name, int value) {
      super(name, value);
    }
  }

  @Test
  void shouldPublishLevelsOfTheProgramsOwnAsTheNextBelow() throws Exception {
    try (var published = Published.below(NAME)) {
      run(ChildProcess.of(() -> log().log(new OwnLevel("AUDIT", 850), "audited")));
      assertThat(published.records()).extracting(LogRecord::getLevel).containsExactly(Level.INFO);
      run(ChildProcess.of(() -> log().log(new OwnLevel("NOTICE", 1200), "noticed")));
      assertThat(published.records())
          .extracting(LogRecord::getLevel)
          .containsExactly(Level.INFO, Level.SEVERE);
    }
  }

  /** Cannot say what it is. */
  static final class RudeValue {
    @Override
    public String toString() {
      throw new IllegalStateException("no");
    }
  }

  /** Likewise. */
  static final class RudeError extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no");
    }

    @Override
    public synchronized Throwable getCause() {
      throw new IllegalStateException("no");
    }
  }

  @Test
  void shouldSurviveParametersAndExceptionsThatFail() throws Exception {
    try (var published = Published.below(NAME)) {
      run(
          ChildProcess.of(
              () -> {
                log().log(Level.INFO, "rude {0}", new RudeValue());
                log().log(Level.INFO, "ruder", new RudeError());
                log().log(Level.INFO, (String) null);
                log().info("long " + "x".repeat(LogEvent.LONGEST_MESSAGE));
                log().info("goes on");
              }));
      assertThat(published.texts())
          .hasSize(5)
          .startsWith("rude {0}", "ruder", "null")
          .last()
          .isEqualTo("goes on");
      assertThat(published.texts().get(3)).endsWith("... (cut: length=1048581)");
    }
  }

  @Test
  void shouldIgnoreFramesThatMakeNoSense() throws Exception {
    try (var published = Published.below(NAME);
        var own = Published.below("dev.procession")) {
      run(
          ChildProcess.of(
              () -> {
                Upstreams.send(new byte[0]);
                Upstreams.send(new byte[] {0x7F, -1, -1, -1});
                Upstreams.send(new byte[LogEvent.LONGEST + 1]);
                log().info("goes on");
              }));
      assertThat(published.texts()).containsExactly("goes on");
      assertThat(own.texts())
          .hasSize(3)
          .allMatch(text -> text.equals("a log record of a child arrived damaged"));
    }
  }

  @Test
  void shouldGoOnAfterAHandlerThatFails() throws Exception {
    var errors = new java.util.concurrent.ConcurrentLinkedQueue<Throwable>();
    var before = Thread.getDefaultUncaughtExceptionHandler();
    var failing =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            if (record.getMessage().endsWith("bad")) {
              throw new IllegalStateException("cannot publish");
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> errors.add(e));
    try (var published = Published.below(NAME)) {
      log().addHandler(failing);
      run(
          ChildProcess.of(
              () -> {
                log().info("bad");
                log().info("good");
              }));
      assertThat(published.texts()).containsExactly("bad", "good");
      assertThat(errors).extracting(Throwable::getMessage).containsExactly("cannot publish");
    } finally {
      log().removeHandler(failing);
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  @Test
  void shouldGoOnAfterAHandlerOfErrorsThatFailsToo() throws Exception {
    var before = Thread.getDefaultUncaughtExceptionHandler();
    var failing =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            throw new IllegalArgumentException("cannot publish");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, e) -> {
          throw new IllegalStateException("cannot handle");
        });
    try (var published = Published.below(NAME)) {
      log().addHandler(failing);
      run(
          ChildProcess.of(
              () -> {
                log().info("one");
                log().info("two");
              }));
      assertThat(published.texts()).containsExactly("one", "two");
    } finally {
      log().removeHandler(failing);
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  /** Logs when it is closed. */
  static final class LastWords extends Handler {
    @Override
    public void publish(LogRecord record) {}

    @Override
    public void flush() {}

    @Override
    public void close() {
      log().info("handler closed");
    }
  }

  @Test
  void shouldPublishWhatShutdownHooksLog() throws Exception {
    log().setLevel(Level.FINE);
    try (var published = Published.below(NAME)) {
      run(
          ChildProcess.of(
              () -> {
                log().fine("begun");
                log().addHandler(new LastWords());
                Runnable hook =
                    () -> {
                      for (int i = 0; i < 500; i++) {
                        log().fine("hook " + i);
                      }
                    };
                Runtime.getRuntime().addShutdownHook(new Thread(hook));
              }));
      assertThat(published.texts()).hasSize(502).contains("handler closed", "hook 499");
    } finally {
      log().setLevel(null);
    }
  }
}
