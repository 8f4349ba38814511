package dev.procession.benchmarks.sync;

import dev.procession.benchmarks.harness.Contestant;
import dev.procession.benchmarks.harness.Local;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** How threads of one JVM wait for one another, with what the JDK has for them. */
final class ThreadWork {
  private ThreadWork() {}

  private interface Step {
    void take() throws InterruptedException, BrokenBarrierException;
  }

  /** Whose turn it is. */
  private static final class Turn {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int turn;

    /** Waits for its own turn and gives it to the other side. */
    void pass(int mine) throws InterruptedException {
      lock.lock();
      try {
        while (turn != mine) {
          changed.await();
        }
        turn = 1 - mine;
        changed.signal();
      } finally {
        lock.unlock();
      }
    }
  }

  static Contestant condition() {
    Turn turn = new Turn();
    return with(1, () -> turn.pass(1), () -> turn.pass(0));
  }

  static Contestant barrier(int parties) {
    CyclicBarrier barrier = new CyclicBarrier(parties);
    return with(parties - 1, barrier::await, barrier::await);
  }

  private static Contestant with(int partners, Step theirs, Step ours) {
    ThreadGroup group = new ThreadGroup("benchmark partners");
    for (int i = 0; i < partners; i++) {
      Thread partner = new Thread(group, () -> repeat(theirs));
      partner.setDaemon(true);
      partner.start();
    }
    return Local.of(
        group::interrupt,
        ignored -> {
          long start = System.nanoTime();
          ours.take();
          return Local.since(start);
        });
  }

  private static void repeat(Step step) {
    try {
      while (true) {
        step.take();
      }
    } catch (InterruptedException | BrokenBarrierException over) {
      // The line is done.
    }
  }
}
