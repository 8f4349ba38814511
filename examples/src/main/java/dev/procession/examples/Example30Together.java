package dev.procession.examples;

import dev.procession.Action;
import dev.procession.ChildProcess;
import dev.procession.channel.SharedQueue;
import dev.procession.memory.SharedInt;
import dev.procession.sync.SharedBarrier;
import dev.procession.sync.SharedCondition;
import dev.procession.sync.SharedEvent;
import dev.procession.sync.SharedReentrantLock;
import java.util.ArrayList;
import java.util.List;

/**
 * What else processes use to wait for each other: an event, a barrier, a lock that its holder may
 * take again, and a condition. All of them write what they do into one queue, whose order is the
 * order in which it happened.
 *
 * <p>Tutorial topic: Event, Barrier, RLock, Condition
 */
public final class Example30Together {
  private static final int ROUNDS = 3;

  private Example30Together() {}

  /** Shows all four. */
  public static void main(String[] arguments) throws Exception {
    try (var journal = SharedQueue.<String>create();
        var gun = SharedEvent.create();
        var meeting = SharedBarrier.create(3);
        var lock = SharedReentrantLock.create();
        var changed = lock.newCondition();
        var turn = SharedInt.create(0)) {
      Action runner =
          () -> {
            journal.put("ready");
            gun.await();
            journal.put("runs");
          };
      Action starter =
          () -> {
            while (journal.size() < 3) {
              Thread.sleep(10);
            }
            journal.put("bang");
            gun.set();
          };
      run("event", journal, runner, runner, runner, starter);

      Action friend =
          () -> {
            journal.put("comes");
            meeting.await();
            journal.put("goes on");
          };
      run("barrier", journal, friend, friend, friend);

      Action eva = () -> holdTwice("eva", lock, journal);
      Action max = () -> holdTwice("max", lock, journal);
      run("reentrant lock", journal, eva, max);

      Action first = () -> play(0, "ping", turn, changed, journal);
      Action second = () -> play(1, "pong", turn, changed, journal);
      run("condition", journal, second, first);
    }
  }

  /** Whoever holds the lock may take it again; others get it when it was given back as often. */
  private static void holdTwice(String name, SharedReentrantLock lock, SharedQueue<String> journal)
      throws InterruptedException {
    try (var held = lock.hold()) {
      journal.put(name + " holds " + lock.holdCount());
      try (var again = lock.hold()) {
        journal.put(name + " holds " + lock.holdCount());
      }
      journal.put(name + " holds " + lock.holdCount());
    }
  }

  /** Each player waits until it is its turn, which the other one tells. */
  private static void play(
      int player, String ball, SharedInt turn, SharedCondition changed, SharedQueue<String> journal)
      throws InterruptedException {
    for (int i = 0; i < ROUNDS; i++) {
      // A condition brings its lock along.
      changed.lock().lock();
      try {
        changed.waitFor(() -> turn.get() == player);
        journal.put(ball);
        turn.set(1 - player);
        changed.signal();
      } finally {
        changed.lock().unlock();
      }
    }
  }

  /** Runs each in a process, and prints what they have written down. */
  private static void run(String what, SharedQueue<String> journal, Action... actions)
      throws InterruptedException {
    List<ChildProcess> children = new ArrayList<>();
    for (Action action : actions) {
      children.add(ChildProcess.of(action).start());
    }
    for (ChildProcess child : children) {
      child.join();
    }
    List<String> entries = new ArrayList<>();
    journal.drainTo(entries);
    System.out.println(what + ": " + String.join(", ", entries));
  }
}
