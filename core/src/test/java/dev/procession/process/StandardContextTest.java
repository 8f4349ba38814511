package dev.procession.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.procession.Action;
import dev.procession.ChildProcess;
import dev.procession.Context;
import dev.procession.Processes;
import dev.procession.StartMethod;
import dev.procession.pool.Signals;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Contexts as values, and the one that is used where none is given. */
@ExtendWith(LeakCheck.class)
class StandardContextTest {
  @TempDir private Path directory;

  @AfterEach
  void reset() {
    Context.standard(Context.initial());
  }

  @ParameterizedTest
  @EnumSource
  @Conformance("TestStartMethod.test_set_get")
  void shouldBeUsedWhereNoneIsGiven(StartMethod method) throws Exception {
    assertThat(Context.standard()).isSameAs(Context.initial());
    Context chosen = Context.initial().startMethod(method).spares(0);
    // Made before, started after: the start decides.
    var signals = Signals.in(directory);
    ChildProcess child =
        ChildProcess.of(
            () -> signals.append("method", Processes.current().startMethod().toString()));
    Context.standard(chosen);
    assertThat(Context.standard()).isSameAs(chosen);
    Children.expectCode(child.start(), 0);
    assertThat(signals.lines("method")).containsExactly("Optional[" + method + "]");
    Context.standard(Context.initial());
    assertThat(Context.standard().startMethod()).isEqualTo(StartMethod.WARM);
  }

  @Test
  void shouldBeInheritedByChildren() throws Exception {
    var signals = Signals.in(directory);
    Context.standard(
        Context.initial().maxHeap(123L << 20).systemProperty("colour", "blue").spares(0));
    Children.expectCode(
        ChildProcess.of(() -> tell(signals, 1)).startMethod(StartMethod.SPAWN).start(), 0);
    assertThat(signals.lines("standard"))
        .hasSize(2)
        .containsOnly((123L << 20) + " {colour=blue} blue SPAWN");
  }

  private static void tell(Signals signals, int deeper) throws Exception {
    Context standard = Context.standard();
    signals.append(
        "standard",
        standard.maxHeap()
            + " "
            + standard.systemProperties()
            + " "
            + System.getProperty("colour")
            + " "
            + standard.startMethod());
    if (deeper > 0) {
      ChildProcess.of(() -> tell(signals, deeper - 1)).start().join();
    }
  }

  @Test
  void shouldNotBeChangedByAChild() {
    ChildProcess child =
        Children.of(StartMethod.SPAWN, () -> Context.standard(Context.initial().maxHeap(1L << 30)));
    Children.expectCode(child.start(), 0);
    assertThat(Context.standard()).isSameAs(Context.initial());
  }

  @Test
  @Conformance("TestStartMethod.test_get_all_start_methods")
  void shouldListTheDefaultFirst() {
    assertThat(Processes.startMethods())
        .first()
        .isEqualTo(StartMethod.WARM)
        .isEqualTo(Context.initial().startMethod());
    assertThat(Processes.startMethods()).containsExactlyInAnyOrder(StartMethod.values());
  }

  @Test
  @Conformance("_TestProcess.test_cpu_count")
  void shouldCountProcessors() {
    assertThat(Processes.availableProcessors())
        .isPositive()
        .isEqualTo(Runtime.getRuntime().availableProcessors());
  }

  @Test
  void shouldBeAValue() {
    Context context = Context.initial();
    assertThat(context.startMethod(StartMethod.SPAWN))
        .isEqualTo(Context.initial().startMethod(StartMethod.SPAWN))
        .hasSameHashCodeAs(Context.initial().startMethod(StartMethod.SPAWN))
        .isNotEqualTo(context)
        .hasToString("Context[SPAWN]");
    assertThat(context.startMethod()).isEqualTo(StartMethod.WARM);
    assertThat(context.jvmOptions("-Da=1").jvmOptions("-Db=2").jvmOptions())
        .containsExactly("-Da=1", "-Db=2");
    assertThat(context.jvmOptions()).isEmpty();
    Context pinned = context.processors(Set.of(1, 0)).niceness(5).workingDirectory(Path.of("/"));
    assertThat(pinned.processors()).containsExactly(0, 1);
    assertThat(pinned.processors(Set.of()).processors()).isEmpty();
    assertThat(pinned.niceness()).isEqualTo(5);
    assertThat(pinned.workingDirectory()).isEqualTo(Path.of("/"));
    assertThat(context.aotCache(false).aotCache()).isFalse();
    assertThat(context.inheritOptions(false).inheritOptions()).isFalse();
  }

  @Test
  @Conformance("TestStartMethod.test_context_check_module_types")
  void shouldRefuseWhatMakesNoSense() {
    Context context = Context.initial();
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> context.preload(""),
            () -> context.preload("java.util.List", " "),
            () -> context.jvmOptions(""),
            () -> context.jvmOptions("-Da=\0"),
            () -> context.environment("", "x"),
            () -> context.environment("A=B", "x"),
            () -> context.environment("A", "\0"),
            () -> context.systemProperty("", "x"),
            () -> context.systemProperty("a=b", "x"),
            () -> context.maxHeap(-1),
            () -> context.maxHeap(1),
            () -> context.niceness(20),
            () -> context.niceness(-21),
            () -> context.spares(-1),
            () -> context.spares(65),
            () -> context.processors(Set.of(-1)),
            () -> ChildProcess.of(() -> {}).name(" "))) {
      assertThatIllegalArgumentException().isThrownBy(call);
    }
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> context.preload((Action) null),
            () -> context.preload((String) null),
            () -> context.preload((String[]) null),
            () -> context.preloadFailure(null),
            () -> context.startMethod(null),
            () -> context.output(null),
            () -> context.processors(null),
            () -> context.systemProperty("a", null),
            () -> context.systemProperty(null, "a"),
            () -> Context.standard(null),
            () -> ChildProcess.of((Action) null),
            () -> ChildProcess.of(() -> {}).name(null),
            () -> ChildProcess.of(() -> {}).context(null),
            () -> ChildProcess.of(() -> {}).startMethod(null),
            () -> ChildProcess.of(() -> {}).argument(null, 1))) {
      assertThatNullPointerException().isThrownBy(call);
    }
  }
}
