package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.Action;
import dev.procession.ChildProcess;
import dev.procession.pool.PoolTesting;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/** What tests with managers of their own processes share. */
final class Tries {
  private Tries() {}

  /** Has a child do something, and waits until it has. */
  static void inChild(Action action) throws InterruptedException {
    var child = ChildProcess.of(action).start();
    assertThat(child.join(PoolTesting.DEADLINE)).as("has ended: %s", child).isTrue();
    assertThat(child.exitCode()).hasValue(0);
  }

  /** Kills a child and waits for its end. */
  static void kill(ChildProcess child) throws InterruptedException {
    child.kill();
    assertThat(child.join(PoolTesting.DEADLINE)).isTrue();
  }

  /** Kills any process; who waits for its end has to ask for something that shows it. */
  static void kill(long pid) {
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
  }

  /** Does something in a thread of its own. */
  static <V> FutureTask<V> inThread(Callable<V> call) {
    return inThread(Thread.ofVirtual(), call);
  }

  static <V> FutureTask<V> inThread(Thread.Builder builder, Callable<V> call) {
    var task = new FutureTask<>(call);
    builder.start(task);
    return task;
  }

  /** Waits until the manager counts as many leases as that, now that nobody has other proxies. */
  static void awaitLeases(Manager manager, int leases) {
    PoolTesting.await(
        "leases=" + leases + ", now=" + manager.leases(),
        () -> {
          System.gc();
          return manager.leases() == leases;
        });
  }

  /** Sleeps until the process is killed, or the thread interrupted. */
  static void sleepForEver() throws InterruptedException {
    Thread.sleep(Duration.ofHours(1));
  }
}
