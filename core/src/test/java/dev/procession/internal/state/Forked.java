package dev.procession.internal.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.procession.NotSendableException;
import dev.procession.Task;
import dev.procession.internal.wire.ErrorCodec;
import dev.procession.internal.wire.ObjectCodec;
import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Runs a task in a child JVM that has a copy of this one's static fields. */
final class Forked {
  private static final ClassLoader LOADER = Forked.class.getClassLoader();
  private static final long DEADLINE_SECONDS = 60;

  private Forked() {}

  /** The child's side: reads a task from one file, and writes its result to another. */
  public static void main(String[] arguments) throws Throwable {
    byte[] bytes = Files.readAllBytes(Path.of(arguments[0]));
    var out = new WireOutput(1024);
    try {
      var task = (Task<?>) StaticState.restore(new WireInput(bytes), LOADER, "the task");
      Object result = task.call();
      out.writeByte(0);
      ObjectCodec.write(out, result, "the result");
    } catch (Throwable e) {
      out.rewind(0);
      out.writeByte(1);
      ErrorCodec.write(out, e);
    }
    Files.write(Path.of(arguments[1]), out.toByteArray());
    System.exit(0);
  }

  /** What the task returns there. */
  @SuppressWarnings("unchecked")
  static <V> V call(Task<V> task) throws Exception {
    byte[] result = run(capture(task));
    var in = new WireInput(result);
    if (in.readByte() != 0) {
      throw new AssertionError("it failed in the child", ErrorCodec.read(in, LOADER));
    }
    return (V) ObjectCodec.read(in, LOADER, "the result");
  }

  /** What restoring the task throws there. */
  static Throwable failureOf(Task<?> task) throws Exception {
    var in = new WireInput(run(capture(task)));
    assertThat(in.readByte()).as("whether it failed").isEqualTo(1);
    return ErrorCodec.read(in, LOADER);
  }

  /** What the message is when it cannot be copied. */
  static String refusalOf(Task<?> task) {
    NotSendableException error =
        catchThrowableOfType(NotSendableException.class, () -> capture(task));
    assertThat(error).as("what capturing throws").isNotNull();
    return error.getMessage();
  }

  static byte[] capture(Object task) {
    var out = new WireOutput(1024);
    StaticState.capture(out, task, Scope.PROGRAM, "the task");
    return out.toByteArray();
  }

  /** How many fields come with a task. */
  static int countOf(Object task) {
    return StaticState.capture(new WireOutput(1024), task, Scope.PROGRAM, "the task");
  }

  private static byte[] run(byte[] state) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("forked");
    Path in = folder.resolve("in");
    Path out = folder.resolve("out");
    Path text = folder.resolve("text");
    try {
      Files.write(in, state);
      Process child =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-XX:-UsePerfData",
                  "--sun-misc-unsafe-memory-access=allow",
                  "-ea",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Forked.class.getName(),
                  in.toString(),
                  out.toString())
              .redirectErrorStream(true)
              .redirectOutput(text.toFile())
              .start();
      try {
        assertThat(child.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
      } finally {
        child.destroyForcibly();
      }
      assertThat(Files.readString(text)).isEmpty();
      return Files.readAllBytes(out);
    } finally {
      for (File file : folder.toFile().listFiles()) {
        Files.delete(file.toPath());
      }
      Files.delete(folder);
    }
  }
}
