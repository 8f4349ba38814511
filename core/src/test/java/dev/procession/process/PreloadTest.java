package dev.procession.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.procession.Action;
import dev.procession.ChildProcess;
import dev.procession.ChildStartException;
import dev.procession.Context;
import dev.procession.PreloadFailure;
import dev.procession.StartMethod;
import dev.procession.internal.proc.SpareControl;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.Signals;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done in a child before it is asked for. The numbers are those of spares at hand. */
@ExtendWith(LeakCheck.class)
class PreloadTest {
  private static final Context WARM = Context.standard().startMethod(StartMethod.WARM);

  @TempDir private Path directory;

  private static void run(Context context, Action task) {
    Children.expectCode(ChildProcess.of(task).context(context).start(), 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  @Conformance({
    "TestStartMethod.test_preload_resources",
    "_TestSpawnedSysPath.test_forkserver_preload_imports_sys_path",
    "MiscTestCase.test_preload_main"
  })
  void shouldInitializeClassesOnceInEachChild(int spares) throws Exception {
    var signals = Signals.in(directory);
    Context context =
        WARM.spares(spares)
            .systemProperty(Preloaded.DIRECTORY, directory.toString())
            .preload(Preloaded.class.getName(), "java.util.zip.CRC32");
    Action task =
        () -> {
          signals.append("task", String.valueOf(PoolTesting.pid()));
          signals.append("done before", String.valueOf(signals.lines("loaded").size()));
          Preloaded.LOCK.lock();
          Preloaded.LOCK.unlock();
        };
    run(context, task);
    Children.awaitSpares(spares);
    run(context, task);
    Children.awaitSpares(spares);
    assertThat(signals.lines("loaded")).startsWith(signals.lines("task").getFirst());
    assertThat(signals.lines("loaded")).contains(signals.lines("task").getLast());
    assertThat(signals.lines("loaded")).doesNotHaveDuplicates().hasSize(2 + spares);
    assertThat(Integer.parseInt(signals.lines("done before").getLast())).isGreaterThanOrEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  @Conformance("MiscTestCase.test_preload_main_sys_argv")
  void shouldRunTheHookOnceInEachChild(int spares) throws Exception {
    var signals = Signals.in(directory);
    Context context =
        WARM.spares(spares)
            .systemProperty("colour", "blue")
            .preload(
                () -> {
                  Preloaded.state = "prepared with " + System.getProperty("colour");
                  signals.append("hook", String.valueOf(PoolTesting.pid()));
                  Thread.currentThread().interrupt();
                });
    Action task =
        () -> {
          signals.append("state", Preloaded.state);
          signals.append("interrupted", String.valueOf(Thread.interrupted()));
          signals.append("task", String.valueOf(PoolTesting.pid()));
        };
    run(context, task);
    Children.awaitSpares(spares);
    run(context, task);
    Children.awaitSpares(spares);
    assertThat(signals.lines("state")).hasSize(2).containsOnly("prepared with blue");
    assertThat(signals.lines("interrupted")).hasSize(2).containsOnly("false");
    assertThat(signals.lines("hook")).doesNotHaveDuplicates().hasSize(2 + spares);
    assertThat(signals.lines("hook")).containsAll(signals.lines("task"));
    assertThat(Preloaded.state).isEqualTo("nothing");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  @Conformance("_TestSpawnedSysPath.test_std_streams_flushed_after_preload")
  void shouldShowWhatTheHookPrintsOnce(int spares) {
    try (var screen = Screen.open()) {
      Context context =
          WARM.spares(spares)
              .preload(
                  () -> {
                    System.out.print("[out]");
                    System.err.print("[err]");
                  });
      for (int i = 1; i <= 2; i++) {
        run(context, () -> System.out.print("[task]"));
        Children.awaitSpares(spares);
      }
      int children = 2 + spares;
      Children.await("all has been printed", () -> screen.err().length() >= 5 * children);
      Children.await("all has been printed", () -> screen.out().length() >= 5 * children + 12);
      assertThat(screen.out().split("\\[out]", -1)).hasSize(children + 1);
      assertThat(screen.out().split("\\[task]", -1)).hasSize(3);
      assertThat(screen.err()).isEqualTo("[err]".repeat(children));
    }
  }

  private static List<Context> failing() {
    return List.of(
        WARM.preload("no.such.Class"),
        WARM.preload(Preloaded.Broken.class.getName()),
        WARM.preload(
            () -> {
              throw new java.io.IOException("hook failed");
            }));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  @Conformance("MiscTestCase.test_forkserver_preload_on_error")
  void shouldFailTheStartIfTheContextSaysSo(int spares) {
    List<String> words = List.of("no.such.Class", "no number", "hook failed");
    for (int i = 0; i < words.size(); i++) {
      Context context = failing().get(i).spares(spares).preloadFailure(PreloadFailure.FAIL);
      String word = words.get(i);
      ChildProcess child = ChildProcess.of(() -> {}).context(context);
      assertThatExceptionOfType(ChildStartException.class)
          .isThrownBy(child::start)
          .withMessageContaining("preloading failed")
          .satisfies(e -> assertThat(e).hasStackTraceContaining(word));
      assertThat(child.isAlive()).isFalse();
    }
    assertThat(SpareControl.count()).isZero();
  }

  @Test
  @Conformance("MiscTestCase.test_forkserver_preload_on_error")
  void shouldWarnOnceOrNotAtAll() throws Exception {
    var warnings = new java.util.concurrent.CopyOnWriteArrayList<String>();
    var logger = Logger.getLogger("dev.procession");
    var handler =
        new Handler() {
          @Override
          public void publish(LogRecord entry) {
            warnings.add(entry.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    try {
      var signals = Signals.in(directory);
      for (PreloadFailure failure : List.of(PreloadFailure.IGNORE, PreloadFailure.WARN)) {
        for (Context context : failing()) {
          Context used = context.spares(0).preloadFailure(failure);
          run(used, () -> signals.append("ran", failure.name()));
          run(used, () -> signals.append("ran", failure.name()));
        }
      }
      assertThat(signals.lines("ran")).hasSize(12);
      assertThat(warnings).hasSize(3).allMatch(text -> text.contains("preloading failed"));
    } finally {
      logger.removeHandler(handler);
      logger.setUseParentHandlers(true);
    }
  }
}
