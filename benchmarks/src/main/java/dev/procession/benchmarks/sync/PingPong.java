package dev.procession.benchmarks.sync;

import dev.procession.Action;
import dev.procession.benchmarks.harness.Contestant;
import dev.procession.benchmarks.harness.Local;
import dev.procession.benchmarks.team.Partner;
import dev.procession.memory.SharedInt;
import dev.procession.sync.SharedBarrier;
import dev.procession.sync.SharedCondition;
import dev.procession.sync.SharedEvent;
import dev.procession.sync.SharedLock;

/** How Procession lets processes wait for one another. */
final class PingPong {
  private PingPong() {}

  static Contestant event() {
    SharedEvent ping = SharedEvent.create();
    SharedEvent pong = SharedEvent.create();
    return with(
        1,
        () -> {
          ping.await();
          ping.clear();
          pong.set();
        },
        () -> {
          ping.set();
          pong.await();
          pong.clear();
        },
        () -> {
          ping.close();
          pong.close();
        });
  }

  static Contestant condition() {
    SharedLock lock = SharedLock.create();
    SharedCondition condition = lock.newCondition();
    SharedInt turn = SharedInt.create(0);
    return with(
        1,
        () -> passTurn(lock, condition, turn, 1),
        () -> passTurn(lock, condition, turn, 0),
        () -> {
          condition.close();
          lock.close();
          turn.close();
        });
  }

  /** Waits for its own turn and gives it to the other side. */
  private static void passTurn(SharedLock lock, SharedCondition condition, SharedInt turn, int mine)
      throws InterruptedException {
    lock.lock();
    try {
      while (turn.get() != mine) {
        condition.await();
      }
      turn.set(1 - mine);
      condition.signal();
    } finally {
      lock.unlock();
    }
  }

  static Contestant barrier(int parties) {
    SharedBarrier barrier = SharedBarrier.create(parties);
    return with(parties - 1, barrier::await, barrier::await, barrier);
  }

  private interface Step {
    void take() throws Exception;
  }

  private static Contestant with(int partners, Action theirs, Step ours, AutoCloseable resource) {
    Partner partner = new Partner(partners, theirs);
    return Local.of(
        () -> {
          try (resource) {
            partner.close();
          }
        },
        ignored -> {
          long start = System.nanoTime();
          ours.take();
          return Local.since(start);
        });
  }
}
