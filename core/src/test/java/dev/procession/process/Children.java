package dev.procession.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.Action;
import dev.procession.ChildProcess;
import dev.procession.Context;
import dev.procession.StartMethod;
import dev.procession.internal.proc.SpareControl;
import dev.procession.pool.PoolTesting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Makes the children of the tests and waits for them, with one generous deadline. */
final class Children {
  private Children() {}

  /** A child that is to be started in one way. */
  static ChildProcess of(StartMethod method, Action task) {
    return ChildProcess.of(task).context(context(method));
  }

  /**
   * A context for one start method. For {@code WARM} a spare stands by, so that the next child is
   * handed over; {@code FORK} is without, so that it begins cold.
   */
  static Context context(StartMethod method) {
    Context context =
        Context.standard().startMethod(method).spares(method == StartMethod.WARM ? 1 : 0);
    if (method == StartMethod.WARM && SpareControl.count() == 0) {
      expectCode(ChildProcess.of(() -> {}).context(context).start(), 0);
      awaitSpares(1);
    }
    return context;
  }

  /** Waits until that many spares stand by. */
  static void awaitSpares(int count) {
    await("spares stand by", () -> SpareControl.count() == count);
  }

  /** Waits for the end of a child. */
  static void join(ChildProcess child) {
    try {
      assertThat(child.join(PoolTesting.DEADLINE)).as("%s has ended", child).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits for the end of a child and checks how it ended. */
  static void expectCode(ChildProcess child, int code) {
    join(child);
    assertThat(child.exitCode()).as("exit code of %s", child).hasValue(code);
  }

  /** Waits until a condition holds. */
  static void await(String what, Callable<Boolean> condition) {
    PoolTesting.await(what, condition);
  }

  /** Waits until a process is gone. */
  static void awaitGone(long pid) {
    await("process " + pid + " is gone", () -> !isRunning(pid));
  }

  /** Whether a process is there and has not ended, even if nobody has reaped it yet. */
  static boolean isRunning(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
    } catch (IOException goneOrNotLinux) {
      return PoolTesting.isAlive(pid);
    }
  }

  /** Whether the start method makes a process. */
  static boolean isProcess(StartMethod method) {
    return method != StartMethod.THREAD;
  }
}
