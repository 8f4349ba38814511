package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.Context;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Settings are checked by the call that gets them, and are values otherwise. */
class PoolConfigTest {
  private static final PoolConfig STANDARD = PoolConfig.standard();

  private static Arguments bad(String mentioned, ThrowingCallable call) {
    return Arguments.of(mentioned, call);
  }

  static Stream<Arguments> badValues() {
    CallOptions call = CallOptions.standard();
    Context context = Context.standard();
    return Stream.of(
        bad("workers=0", () -> STANDARD.workers(0)),
        bad("workers=-1", () -> STANDARD.workers(-1)),
        bad("workers=4097", () -> STANDARD.workers(4097)),
        bad("blank", () -> STANDARD.name(" ")),
        bad("tasksPerWorker=0", () -> STANDARD.tasksPerWorker(0)),
        bad("tasksPerWorker=-3", () -> STANDARD.tasksPerWorker(-3)),
        bad("killGrace=PT-1S", () -> STANDARD.killGrace(Duration.ofSeconds(-1))),
        bad("PT0S", () -> STANDARD.taskTimeout(Duration.ZERO)),
        bad("PT-1S", () -> call.taskTimeout(Duration.ofSeconds(-1))),
        bad("-1", () -> call.retries(-1)),
        bad("0", () -> call.chunkSize(0)),
        bad("-1", () -> call.chunkSize(-1)),
        bad("maxHeap=-1", () -> context.maxHeap(-1)),
        bad("maxHeap=1024", () -> context.maxHeap(1024)),
        bad("JVM option", () -> context.jvmOptions("")),
        bad("JVM option", () -> context.jvmOptions("-Da=\0")),
        bad("name=", () -> context.environment("", "x")),
        bad("name=A=B", () -> context.environment("A=B", "x")),
        bad("name=A", () -> context.environment("A", "\0")));
  }

  @ParameterizedTest
  @MethodSource("badValues")
  void shouldRefuseBadValuesWithTheValueInTheMessage(String mentioned, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(mentioned);
  }

  static Stream<ThrowingCallable> nulls() {
    Context context = Context.standard();
    return Stream.of(
        () -> STANDARD.name(null),
        () -> STANDARD.context(null),
        () -> STANDARD.initializer(null),
        () -> STANDARD.killGrace(null),
        () -> STANDARD.taskTimeout(null),
        () -> STANDARD.call(null),
        () -> context.executable(null),
        () -> context.workingDirectory(null),
        () -> context.jvmOptions((String) null),
        () -> context.environment(null, "x"),
        () -> context.environment("A", null),
        () -> context.classPath((Path) null),
        () -> ProcessPool.open(null));
  }

  @ParameterizedTest
  @MethodSource("nulls")
  void shouldRefuseNull(ThrowingCallable call) {
    assertThatExceptionOfType(NullPointerException.class).isThrownBy(call);
  }

  @Test
  void shouldLeaveTheOriginalAsItWas() {
    PoolConfig changed = STANDARD.workers(3).name("three");
    assertThat(changed).isNotEqualTo(STANDARD).isEqualTo(STANDARD.name("three").workers(3));
    assertThat(STANDARD.name()).isEqualTo("pool");
    Context context = Context.standard().environment("A", "1");
    assertThat(context.environment("A", "2").environment()).containsEntry("A", "2");
    assertThat(context.environment()).containsEntry("A", "1");
  }

  @Test
  void shouldPutLaterClassPathEntriesInFront() {
    Path first = Path.of("first.jar");
    Path second = Path.of("second.jar");
    assertThat(Context.standard().classPath(first).classPath(second).classPath())
        .containsExactly(second, first);
  }
}
