package dev.procession.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.Action;
import dev.procession.ArgumentsAction;
import dev.procession.ChildProcess;
import dev.procession.ChildStartException;
import dev.procession.NotSendableException;
import dev.procession.Processes;
import dev.procession.StartMethod;
import dev.procession.pool.Signals;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheckPerClass;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a child knows and gets when it begins, however it is started. */
@ExtendWith(LeakCheckPerClass.class)
class StartContractTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  @Conformance({
    "_TestProcess.test_process",
    "_TestProcess.test_parent_process_attributes",
    "TestStartMethod.test_context"
  })
  void shouldTellTheChildWhoItIs(StartMethod method) throws Exception {
    var signals = Signals.in(directory);
    ChildProcess child =
        Children.of(
                method,
                () -> {
                  var self = Processes.current();
                  var parent = Processes.parent().orElseThrow();
                  signals.append("child", self.name());
                  signals.append("child", String.valueOf(self.pid()));
                  signals.append("child", String.valueOf(self.isDaemon()));
                  signals.append("child", self.startMethod().orElseThrow().name());
                  signals.append("child", HexFormat.of().formatHex(self.authKey()));
                  signals.append("child", parent.name());
                  signals.append("child", String.valueOf(parent.pid()));
                  signals.append("child", String.valueOf(parent.isAlive()));
                  signals.append("child", String.valueOf(self.isAlive()));
                  signals.append("child", String.valueOf(self.exitCode().isPresent()));
                })
            .name("eva")
            .daemon(true);
    child.start();
    Children.expectCode(child, 0);
    assertThat(signals.lines("child"))
        .containsExactly(
            "eva",
            String.valueOf(child.pid()),
            "true",
            method.name(),
            HexFormat.of().formatHex(Processes.current().authKey()),
            "main",
            String.valueOf(ProcessHandle.current().pid()),
            "true",
            "true",
            "false");
    assertThat(child.pid() != ProcessHandle.current().pid()).isEqualTo(Children.isProcess(method));
    assertThat(child.name()).isEqualTo("eva");
    assertThat(child.isDaemon()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void shouldNameChildrenByTheirPlace(StartMethod method) throws Exception {
    var signals = Signals.in(directory);
    ChildProcess child =
        Children.of(method, () -> signals.append("name", Processes.current().name()));
    assertThat(child.name()).matches("process-\\d+");
    String name = child.name();
    Children.expectCode(child.start(), 0);
    assertThat(signals.lines("name")).containsExactly(name);
    assertThat(child.name()).isEqualTo(name);
  }

  @ParameterizedTest
  @EnumSource
  void shouldRunTasksThatAreWrittenInAnInterface(StartMethod method) throws Exception {
    var signals = Signals.in(directory);
    for (Action task : List.of(Written.inStatic(signals), new Written() {}.inDefault(signals))) {
      Children.expectCode(Children.of(method, task).start(), 0);
    }
    assertThat(signals.lines("ran")).containsExactly("static", "default");
  }

  /** What travels is the same with {@code FORK} as with {@code SPAWN}. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FORK")
  void shouldPassMoreThanFitsIntoOnePiece(StartMethod method) throws Exception {
    var signals = Signals.in(directory);
    byte[] much = new byte[70 << 20];
    much[much.length - 1] = 7;
    Action task = () -> signals.append("got", much.length + " " + much[much.length - 1]);
    Children.expectCode(Children.of(method, task).start(), 0);
    assertThat(signals.lines("got")).containsExactly(much.length + " 7");
  }

  private interface Written {
    static Action inStatic(Signals signals) {
      return () -> signals.append("ran", "static");
    }

    default Action inDefault(Signals signals) {
      return () -> signals.append("ran", "default");
    }
  }

  @ParameterizedTest
  @EnumSource
  @Conformance("_TestProcess.test_args_argument")
  void shouldPassArguments(StartMethod method) throws Exception {
    var signals = Signals.in(directory);
    ArgumentsAction task =
        a -> {
          signals.append("got", a.positional().toString());
          signals.append("got", new TreeMap<>(a.named()).toString());
          signals.append("got", a.<String>get(0) + a.<Integer>get("age") + a.get("none", "-"));
          signals.append("got", Arrays.toString(a.<int[]>get(3)));
        };
    ChildProcess child =
        ChildProcess.of(task, "eva", 36, null)
            .context(Children.context(method))
            .arguments(Arrays.asList(new int[] {1, 2}, null))
            .arguments(Map.of("age", 35, "city", "Bern"))
            .argument("age", 36)
            .argument("null", null);
    String text = child.arguments().toString();
    Children.expectCode(child.start(), 0);
    List<String> got = signals.lines("got");
    assertThat(got.get(0)).startsWith("[eva, 36, null, [I@").endsWith(", null]");
    assertThat(got.subList(1, 4))
        .containsExactly("{age=36, city=Bern, null=null}", "eva36-", "[1, 2]");
    assertThat(text).startsWith("(eva, 36, null, [I@").contains("age=36", "city=Bern", "null=null");
  }

  @ParameterizedTest
  @EnumSource
  void shouldFailLikeAnyTaskOnAnArgumentThatIsNotThere(StartMethod method) {
    try (var screen = Screen.open()) {
      ArgumentsAction task = a -> a.get("age");
      ChildProcess child = ChildProcess.of(task, "eva").context(Children.context(method)).start();
      Children.expectCode(child, 1);
      assertThat(screen.err()).contains("no such argument: name=age, given=[]");
    }
  }

  @ParameterizedTest
  @EnumSource
  @Conformance("_TestProcess.test_process_mainthread_native_id")
  void shouldRunOnAThreadOfItsOwn(StartMethod method) throws Exception {
    var signals = Signals.in(directory);
    ChildProcess child = Children.of(method, () -> signals.append("thread", nativeThread()));
    Children.expectCode(child.start(), 0);
    assertThat(signals.lines("thread")).hasSize(1).doesNotContain(nativeThread());
  }

  /** Such as {@code 17}: thread ids are unique on the whole machine. */
  private static String nativeThread() throws Exception {
    return Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName().toString();
  }

  @ParameterizedTest
  @EnumSource
  @Conformance("ThreadPoolExecutorTest.test_process_fork_from_a_threadpool")
  void shouldStartFromAnyThread(StartMethod method) throws Exception {
    Children.context(method);
    try (var pool = Executors.newSingleThreadExecutor();
        var virtual = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var threads : List.of(pool, virtual)) {
        ChildProcess child = threads.submit(() -> Children.of(method, () -> {}).start()).get();
        // Whoever has started it may be gone.
        Children.expectCode(child, 0);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldCopyWhatTheTaskCapturesUnlessTheChildIsAThread(StartMethod method) throws Exception {
    var signals = Signals.in(directory);
    int[] shared = {1};
    ChildProcess child =
        Children.of(
            method,
            () -> {
              shared[0]++;
              signals.append("value", String.valueOf(shared[0]));
            });
    shared[0] = 10;
    Children.expectCode(child.start(), 0);
    assertThat(signals.lines("value")).containsExactly("11");
    assertThat(shared[0]).isEqualTo(Children.isProcess(method) ? 10 : 11);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "THREAD")
  void shouldNameWhatCannotBeSentAndLeaveTheChildNew(StartMethod method) {
    var culprit = new Thread("never started");
    ChildProcess child = Children.of(method, () -> culprit.getName());
    assertThatThrownBy(child::start)
        .isInstanceOf(NotSendableException.class)
        .hasMessageContaining("StartContractTest.java:")
        .hasMessageContaining("java.lang.Thread");
    assertThat(child.isAlive()).isFalse();
    assertThat(child.exitCode()).isEmpty();
    assertThat(child.toString()).contains(", new]");
    assertThat(Processes.activeChildren()).isEmpty();
    child.startMethod(StartMethod.THREAD).name("second try").start();
    Children.expectCode(child, 0);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "THREAD")
  void shouldTellWhyTheChildCannotRebuildItsTask(StartMethod method) {
    var task = new Unreadable();
    ChildProcess child = Children.of(method, task);
    assertThatThrownBy(child::start)
        .isInstanceOf(ChildStartException.class)
        .hasMessageContaining("cannot be read here");
    assertThat(child.isAlive()).isFalse();
    assertThat(Processes.activeChildren()).isEmpty();
  }

  /** A task that can be written but not read. */
  static final class Unreadable implements Action {
    @Override
    public void perform() {}

    private void readObject(ObjectInputStream in) throws IOException {
      throw new InvalidObjectException("cannot be read here");
    }
  }

  @ParameterizedTest
  @EnumSource
  @Conformance("_TestProcess.test_lose_target_ref")
  void shouldForgetTheTaskAndItsArguments(StartMethod method) {
    var captured = new AtomicReference<>(new byte[1]);
    var argument = new AtomicReference<>(new byte[1]);
    var references = List.of(new WeakReference<>(captured), new WeakReference<>(argument));
    ChildProcess child = forgetful(method, captured, argument);
    captured = null;
    argument = null;
    Children.expectCode(child.start(), 0);
    Children.await(
        "the task is collected",
        () -> {
          System.gc();
          return references.stream().allMatch(reference -> reference.refersTo(null));
        });
    assertThat(child.exitCode()).hasValue(0);
  }

  private static ChildProcess forgetful(
      StartMethod method, AtomicReference<byte[]> captured, AtomicReference<byte[]> argument) {
    ArgumentsAction task = a -> captured.set(a.<AtomicReference<byte[]>>get(0).get());
    return ChildProcess.of(task, argument).context(Children.context(method));
  }
}
