package dev.procession.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ChildProcess;
import dev.procession.Context;
import dev.procession.StartMethod;
import dev.procession.internal.shm.SweepControl;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.ProcessPool;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import dev.procession.testing.Program;
import dev.procession.testing.Warnings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who removes what nobody has unlinked. */
@ExtendWith(LeakCheck.class)
class SharedMemoryOwnerTest {
  @RegisterExtension final Names names = Names.instance();
  @TempDir private Path directory;

  /** Makes segments with these names, and ends in some way. */
  static final class Maker {
    public static void main(String[] arguments) throws Exception {
      List<String> names = List.of(arguments[1].split(","));
      for (String name : names) {
        SharedMemory.create(name, 100);
      }
      switch (arguments[0]) {
        case "logged" -> System.getLogger("test").log(System.Logger.Level.INFO, "said before");
        case "exit" -> System.exit(3);
        case "throw" -> throw new IllegalStateException("main fails");
        case "keep" -> names.forEach(name -> SharedMemory.attach(name).keep());
        case "unlink" -> names.forEach(SharedMemory::unlink);
        case "wait" -> {
          System.out.println("made");
          Thread.sleep(Duration.ofHours(1));
        }
        default -> {
          // Returns.
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"return", "logged", "exit", "throw"})
  void shouldGoWithTheEndOfItsProgramWithAWarning(String way) throws Exception {
    String first = Names.next();
    String second = Names.next();
    try (var program = Program.start(directory, Maker.class, way, first + "," + second)) {
      program.expectCode(way.equals("exit") ? 3 : way.equals("throw") ? 1 : 0);
      assertThat(program.err())
          .containsOnlyOnce("WARNING")
          .contains("removed shared memory that the program has not unlinked: count=2, names=[")
          .contains(first)
          .contains(second);
    }
    assertThat(Names.exists(first)).isFalse();
    assertThat(Names.exists(second)).isFalse();
  }

  @Test
  void shouldGoWithTheEndOfAProgramThatIsToldToEnd() throws Exception {
    String name = Names.next();
    try (var program = Program.start(directory, Maker.class, "wait", name)) {
      program.expectLine("made");
      ProcessHandle.of(program.pid()).get().destroy();
      program.expectCode(143);
      assertThat(program.err()).contains("count=1, names=[" + name + "]");
    }
    assertThat(Names.exists(name)).isFalse();
  }

  @Test
  void shouldSayNothingIfAllIsUnlinked() throws Exception {
    try (var program = Program.start(directory, Maker.class, "unlink", Names.next())) {
      program.expectCode(0);
      assertThat(program.err()).isEmpty();
    }
  }

  @Test
  void shouldOutliveTheProgramThatKeepsIt() throws Exception {
    String name = Names.next();
    try (var program = Program.start(directory, Maker.class, "keep", name)) {
      program.expectCode(0);
      assertThat(program.err()).isEmpty();
    }
    SweepControl.sweep();
    assertThat(Names.exists(name)).isTrue();
    SharedMemory.unlink(name);
  }

  /** Attaches, and returns. */
  static final class Attacher {
    public static void main(String[] arguments) {
      SharedMemory memory = SharedMemory.attach(arguments[0]);
      memory.segment().set(JAVA_BYTE, 0, (byte) 1);
      if (arguments.length > 1) {
        memory.adopt();
      }
    }
  }

  @Test
  @Conformance("_TestSharedMemory.test_shared_memory_untracking")
  void shouldNotGoWithAProgramThatHasMerelyAttached() throws Exception {
    String name = Names.next();
    try (var memory = SharedMemory.create(name, 10)) {
      try (var program = Program.start(directory, Attacher.class, name)) {
        program.expectCode(0);
        assertThat(program.err()).isEmpty();
      }
      assertThat(memory.segment().get(JAVA_BYTE, 0)).isEqualTo((byte) 1);
      memory.unlink();
    }
  }

  @Test
  @Conformance("_TestSharedMemory.test_shared_memory_tracking")
  void shouldGoWithTheLastOfThoseThatOwnIt() throws Exception {
    String name = Names.next();
    try (var memory = SharedMemory.create(name, 10)) {
      try (var program = Program.start(directory, Attacher.class, name, "adopt")) {
        program.expectCode(0);
        assertThat(program.err()).isEmpty();
      }
      assertThat(Names.exists(name)).isTrue();
      memory.keep();
      assertThat(memory.isOwner()).isFalse();
      try (var program = Program.start(directory, Attacher.class, name, "adopt")) {
        program.expectCode(0);
        assertThat(program.err()).contains("count=1, names=[" + name + "]");
      }
      assertThat(Names.exists(name)).isFalse();
    }
  }

  @Test
  @Conformance({
    "_TestSharedMemory.test_shared_memory_cleaned_after_process_termination",
    "TestResourceTracker.test_resource_tracker"
  })
  void shouldBeSweptAfterItsOnlyOwnerIsKilled() throws Exception {
    String name = Names.next();
    try (var program = Program.start(directory, Maker.class, "wait", name)) {
      program.expectLine("made");
      program.kill();
    }
    assertThat(Names.exists(name)).isTrue();
    try (var warnings = new Warnings("dev.procession.memory")) {
      SweepControl.sweep();
      assertThat(only(warnings))
          .isEqualTo(
              "WARNING: removed shared memory that processes left which were killed: count=1, names=["
                  + name
                  + "]");
    }
    assertThat(Names.exists(name)).isFalse();
  }

  @Test
  void shouldNotSweepOtherMemoryThatHasTheNameByNow() throws Exception {
    String name = Names.next();
    try (var program = Program.start(directory, Maker.class, "wait", name)) {
      program.expectLine("made");
      program.kill();
    }
    Files.delete(Names.file(name));
    Python.run("untrack(SharedMemory(name=args[0], create=True, size=5))", name);
    SweepControl.sweep();
    assertThat(Names.exists(name)).isTrue();
    SharedMemory.unlink(name);
  }

  @ParameterizedTest
  @EnumSource
  @Conformance("_TestSharedMemory.test_shared_memory_across_processes")
  void shouldBeSentToChildren(StartMethod method) throws Exception {
    String name = Names.next();
    try (var memory = SharedMemory.create(name, 16)) {
      Context context = Context.standard().startMethod(method);
      run(context, name, memory);
      assertThat(memory.segment().get(JAVA_BYTE, 3)).isEqualTo((byte) 3);
      assertThat(memory.segment().get(JAVA_BYTE, 4)).isEqualTo((byte) 4);
      assertThat(Names.exists(name)).isTrue();
      memory.unlink();
    }
  }

  private static void run(Context context, String name, SharedMemory memory) throws Exception {
    ChildProcess child =
        ChildProcess.of(
                () -> {
                  try (var attached = SharedMemory.attach(name)) {
                    attached.segment().set(JAVA_BYTE, 3, (byte) 3);
                  }
                  // A thread has no copy of its own, but may use this one.
                  memory.segment().set(JAVA_BYTE, 4, (byte) 4);
                })
            .context(context)
            .start();
    assertThat(child.join(PoolTesting.DEADLINE)).isTrue();
    assertThat(child.exitCode()).hasValue(0);
  }

  @Test
  void shouldPassFromAChildThatEndsToItsParent() throws Exception {
    String name = Names.next();
    make(name, false);
    assertThat(SharedMemoryTest.tags()).hasSize(1);
    try (var memory = SharedMemory.attach(name)) {
      memory.unlink();
    }
    assertThat(SharedMemoryTest.tags()).isEmpty();
  }

  /** Has a child make a segment and end by itself, or by a kill. */
  private static void make(String name, boolean killed) throws Exception {
    ChildProcess child =
        ChildProcess.of(
                () -> {
                  SharedMemory.create(name, 16);
                  if (killed) {
                    ProcessHandle.of(ProcessHandle.current().pid())
                        .ifPresent(SharedMemoryOwnerTest::killSelf);
                  }
                })
            .start();
    assertThat(child.join(PoolTesting.DEADLINE)).isTrue();
    assertThat(child.exitCode()).hasValue(killed ? -9 : 0);
  }

  private static void killSelf(ProcessHandle self) {
    try {
      new ProcessBuilder("kill", "-9", String.valueOf(self.pid())).start().waitFor();
      Thread.sleep(Duration.ofHours(1));
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @Conformance("TestResourceTracker.test_resource_tracker")
  void shouldBeRemovedByTheParentOfAKilledChild() throws Exception {
    String name = Names.next();
    try (var warnings = new Warnings("dev.procession.memory")) {
      make(name, true);
      assertThat(Names.exists(name)).isFalse();
      assertThat(only(warnings))
          .startsWith(
              "WARNING: removed shared memory that a killed process left: count=1, names=[" + name)
          .endsWith("ended by SIGKILL (exit code -9)");
    }
  }

  @Test
  void shouldSurviveAKilledWorkerIfItIsAdopted() throws Exception {
    String name = Names.next();
    try (var pool = ProcessPool.open(config -> config.workers(1))) {
      SharedMemory made = pool.apply(() -> SharedMemory.create(name, 16)).adopt();
      ProcessHandle worker = ProcessHandle.of(pool.workerPids().getFirst()).get();
      worker.destroyForcibly();
      PoolTesting.await("it is gone", () -> !worker.isAlive());
      PoolTesting.await("its tag is gone", () -> workerTags(worker.pid()) == 0);
      assertThat(Names.exists(name)).isTrue();
      assertThat(pool.apply(made::size)).isEqualTo(16);
      made.unlink();
      made.close();
    }
  }

  private static long workerTags(long pid) throws IOException {
    try (var files = Files.list(Names.FOLDER)) {
      return files
          .filter(f -> f.getFileName().toString().matches("procession-" + pid + "-.*-named-.*"))
          .count();
    }
  }

  /** A program with a child that waits, and then ends in some way; either makes a segment. */
  static final class Parent {
    public static void main(String[] arguments) throws Exception {
      String inChild = arguments[1];
      String way = arguments[2];
      ChildProcess.of(
              () -> {
                SharedMemory.create(inChild, 10);
                System.out.println("child made");
                try {
                  Thread.sleep(Duration.ofHours(1));
                } catch (InterruptedException parentGone) {
                  if (way.equals("exit")) {
                    System.exit(4);
                  } else if (way.equals("throw")) {
                    throw parentGone;
                  }
                }
              })
          // What is killed as it starts another child leaves that one's socket to the next sweep.
          .context(Context.standard().spares(0))
          .start();
      SharedMemory.create(arguments[0], 10);
      System.out.println("parent made");
      Thread.sleep(Duration.ofHours(1));
    }
  }

  /** Whatever the child does when it is told that its parent is gone. */
  @ParameterizedTest
  @ValueSource(strings = {"return", "throw", "exit"})
  void shouldBeRemovedByTheChildrenOfAKilledProgram(String way) throws Exception {
    String ofParent = Names.next();
    String ofChild = Names.next();
    try (var program = Program.start(directory, Parent.class, ofParent, ofChild, way)) {
      program.expectLine("parent made");
      program.expectLine("child made");
      program.kill();
      PoolTesting.await("both are gone", () -> !Names.exists(ofParent) && !Names.exists(ofChild));
    }
  }

  /** Makes and unlinks until it is killed. */
  static final class Busy {
    public static void main(String[] arguments) {
      System.out.println("begins");
      while (true) {
        try (var memory = SharedMemory.create(arguments[0], 300_000)) {
          memory.unlink();
        }
        try (var list = ShareableList.create(List.of(1, 2, "three"))) {
          list.sharedMemory().unlink();
        }
      }
    }
  }

  @Test
  void shouldLeaveNothingWhereverItsOwnerIsKilled() throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int round = 0; round < 25; round++) {
      List<Path> before = segments();
      String name = Names.next();
      try (var program = Program.start(directory, Busy.class, name)) {
        program.expectLine("begins");
        Thread.sleep(Duration.ofMillis(random.nextInt(40)));
        program.kill();
      }
      SweepControl.sweep();
      assertThat(Names.exists(name)).as("seed=%d", seed).isFalse();
      assertThat(segments()).as("seed=%d", seed).isSubsetOf(before);
    }
  }

  private static List<Path> segments() throws IOException {
    try (var files = Files.list(Names.FOLDER)) {
      return files.filter(f -> f.getFileName().toString().startsWith("psm_")).toList();
    }
  }

  /** Root can read everything, so another user has to try. */
  @Test
  void shouldRefuseAnotherUsersMemory() throws Exception {
    org.junit.jupiter.api.Assumptions.assumeTrue(
        System.getProperty("user.name").equals("root")
            && Files.isExecutable(Path.of("/usr/bin/setpriv")));
    String name = Names.next();
    List<String> asNobody =
        new ArrayList<>(List.of("/usr/bin/setpriv", "--reuid=65534", "--clear-groups"));
    asNobody.addAll(Program.java(List.of(), Intruder.class, name));
    try (var memory = SharedMemory.create(name, 10);
        var program = Program.start(directory, asNobody)) {
      program.expectCode(0);
      assertThat(program.out())
          .containsExactly(
              "could not attach to shared memory: name="
                  + name
                  + ": it is another user's: "
                  + Names.file(name)
                  + " java.nio.file.AccessDeniedException",
              "could not unlink shared memory: name="
                  + name
                  + ": Operation not permitted java.nio.file.FileSystemException");
      memory.unlink();
    }
  }

  /** Tries to use memory that is not its user's. */
  static final class Intruder {
    public static void main(String[] arguments) {
      for (Runnable use :
          List.<Runnable>of(
              () -> SharedMemory.attach(arguments[0]), () -> SharedMemory.unlink(arguments[0]))) {
        try {
          use.run();
        } catch (SharedMemoryException e) {
          System.out.println(e.getMessage() + " " + e.getCause().getClass().getName());
        }
      }
    }
  }

  /** Uses a segment that another process cuts off. */
  static final class Victim {
    public static void main(String[] arguments) throws Exception {
      SharedMemory memory = SharedMemory.attach(arguments[0]);
      ShareableList list = ShareableList.attach(arguments[1]);
      for (String file : arguments) {
        new ProcessBuilder("truncate", "-s", "0", "/dev/shm/" + file).start().waitFor();
      }
      for (Runnable use :
          List.<Runnable>of(
              () -> memory.segment().get(JAVA_BYTE, 0),
              () -> memory.segment().fill((byte) 1),
              () -> memory.asByteBuffer().get(new byte[100]),
              () -> memory.segment().mismatch(java.lang.foreign.MemorySegment.ofArray(new byte[1])),
              () -> list.get(0))) {
        try {
          use.run();
          System.out.println("no error");
        } catch (InternalError e) {
          System.out.println("InternalError");
        }
      }
      memory.close();
      list.close();
    }
  }

  @Test
  void shouldNotEndTheJvmWhenAnotherProcessCutsItOff() throws Exception {
    String first = Names.next();
    String second = Names.next();
    try (var memory = SharedMemory.create(first, 100_000);
        var list = ShareableList.create(second, List.of("one"));
        var program = Program.start(directory, Victim.class, first, second)) {
      program.expectCode(0);
      assertThat(program.out()).hasSize(5).containsOnly("InternalError");
      memory.unlink();
      list.sharedMemory().unlink();
    }
  }

  @Test
  void shouldNotBeAttachedAnyMoreInAChild() throws Exception {
    String name = Names.next();
    try (var pool = ProcessPool.open(config -> config.workers(1));
        var memory = SharedMemory.create(name, 16)) {
      memory.unlink();
      assertThatThrownBy(() -> pool.apply(memory::size))
          .hasMessageContaining(
              "SharedMemoryException: could not attach to shared memory: name="
                  + name
                  + ": there is none of this name");
    }
  }

  private static String only(Warnings warnings) {
    assertThat(warnings.texts()).hasSize(1);
    return warnings.texts().getFirst();
  }

  /**
   * What tells of an owner goes with the memory, though the owner goes on; the leak check looks.
   */
  @Test
  void shouldNotBeOwnedAnyMoreOnceAnotherProcessHasUnlinkedIt() throws Exception {
    String name = Names.next();
    SharedMemory.create(name, 10).close();
    try (ChildProcess child =
        ChildProcess.of(
                () -> {
                  try (var memory = SharedMemory.attach(name)) {
                    memory.unlink();
                  }
                })
            .start()) {
      assertThat(child.join(PoolTesting.DEADLINE)).isTrue();
      assertThat(child.exitCode()).hasValue(0);
    }
    assertThat(Names.exists(name)).isFalse();
  }

  @Test
  void shouldBeAdoptedByTwoThreadsAtOnce() throws Exception {
    String name = Names.next();
    try (var memory = SharedMemory.create(name, 10);
        var one = SharedMemory.attach(name);
        var other = SharedMemory.attach(name)) {
      for (int round = 0; round < 1000; round++) {
        var adopting = new FutureTask<>(one::adopt, true);
        Thread.ofPlatform().start(adopting);
        other.adopt();
        assertThat(PoolTesting.get(adopting)).isTrue();
      }
      memory.unlink();
    }
  }
}
