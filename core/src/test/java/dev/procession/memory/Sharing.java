package dev.procession.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.Action;
import dev.procession.ChildProcess;
import dev.procession.Context;
import dev.procession.StartMethod;
import dev.procession.pool.PoolTesting;
import java.util.ArrayList;
import java.util.List;

/** Runs things in children, with one generous deadline. */
final class Sharing {
  static final int CHILDREN = 4;

  private Sharing() {}

  /** A child that has begun. */
  static ChildProcess start(Action task) {
    return ChildProcess.of(task).context(context()).start();
  }

  static Context context() {
    return Context.standard().startMethod(StartMethod.WARM).spares(2);
  }

  /** Does something in another process and waits until it is done. */
  static void inChild(Action task) {
    expectGood(start(task));
  }

  /** Does something in four processes at a time and waits until all are done. */
  static void inChildren(Action task) {
    List<ChildProcess> children = new ArrayList<>();
    for (int i = 0; i < CHILDREN; i++) {
      children.add(start(task));
    }
    children.forEach(Sharing::expectGood);
  }

  static void expectGood(ChildProcess child) {
    join(child);
    assertThat(child.exitCode()).as("exit code of %s", child).hasValue(0);
  }

  /** Kills a child and waits until it is dead. */
  static void kill(ChildProcess child) {
    child.kill();
    join(child);
  }

  static void join(ChildProcess child) {
    try {
      assertThat(child.join(PoolTesting.DEADLINE)).as("%s has ended", child).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
