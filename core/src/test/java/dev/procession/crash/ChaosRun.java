package dev.procession.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ChildProcess;
import dev.procession.Context;
import dev.procession.crash.Board.Note;
import dev.procession.internal.shm.Steps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * Three processes that live and one after the other that does not: each victim works like the
 * others until it is killed, at any moment or at a certain step of a protocol.
 */
final class ChaosRun implements AutoCloseable {
  private static final int SURVIVORS = 3;
  private static final int VICTIM = SURVIVORS;

  /** The promise: nobody waits longer for the dead. */
  private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(1);

  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final Scenario scenario;
  private final Board board = Board.create();
  private final List<ChildProcess> survivors = new ArrayList<>();

  ChaosRun(Scenario scenario) {
    this.scenario = scenario;
    for (int place = 0; place < SURVIVORS; place++) {
      survivors.add(start(scenario, board, place, Context.standard()));
    }
  }

  private static ChildProcess start(Scenario scenario, Board board, int place, Context context) {
    var child = ChildProcess.of(() -> work(scenario, board, place)).context(context);
    child.start();
    return child;
  }

  private static void work(Scenario scenario, Board board, int place) throws Exception {
    while (!board.isStopped()) {
      scenario.turn(board, place);
      board.progress(place);
      board.linger(place);
    }
  }

  /** Kills so many processes, each at a random moment of its work. */
  void killAtAnyMoment(int kills, Random random) throws InterruptedException {
    for (int kill = 0; kill < kills; kill++) {
      board.set(VICTIM, Note.PROGRESS, 0);
      try (var victim = start(scenario, board, VICTIM, Context.standard())) {
        await("victim works", () -> board.get(VICTIM, Note.PROGRESS) > 0);
        long until = System.nanoTime() + random.nextInt(2_000_000);
        while (System.nanoTime() < until) {
          Thread.onSpinWait();
        }
        end(victim, "kill " + kill);
      }
    }
  }

  /**
   * Kills a process as it reaches a step.
   *
   * @param times how often it gets past that step before
   */
  void killAt(String step, int times) throws InterruptedException {
    board.set(VICTIM, Note.STEP, 0);
    Context context = Context.standard().systemProperty("dev.procession.steps", "true");
    var where = new Place(step, times);
    Scenario work = scenario;
    Board notes = board;
    var task =
        ChildProcess.of(
                () -> {
                  Steps.set(where.waiting(notes));
                  work(work, notes, VICTIM);
                })
            .context(context);
    try (var victim = task) {
      victim.start();
      try {
        await("victim at step: " + step, () -> board.get(VICTIM, Note.STEP) != 0);
      } finally {
        end(victim, "killed at step: " + step);
      }
    }
  }

  /** Where a victim stops, to be killed there. */
  private record Place(String step, int times) implements java.io.Serializable {
    Steps.Hook waiting(Board board) {
      var left = new int[] {times};
      return reached -> {
        if (reached.equals(step) && left[0]-- == 0) {
          board.set(VICTIM, Note.STEP, 1);
          while (true) {
            Thread.onSpinWait();
          }
        }
      };
    }
  }

  private void end(ChildProcess victim, String what) throws InterruptedException {
    victim.kill();
    victim.join();
    assertThat(victim.exitCode()).hasValue(-9);
    for (int place = 0; place < SURVIVORS; place++) {
      int survivor = place;
      long before = board.get(survivor, Note.PROGRESS);
      await(
          what + ": survivor works on: place=" + survivor,
          () -> board.get(survivor, Note.PROGRESS) >= before + scenario.turnsToSee());
    }
  }

  private void await(String what, java.util.concurrent.Callable<Boolean> condition) {
    Awaitility.await(what)
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .atMost(DEADLINE)
        .until(
            () -> {
              assertThat(survivors).as("survivors").allMatch(ChildProcess::isAlive);
              return condition.call();
            });
  }

  /** Has all come to an end and looks at what they have done. */
  void finish() throws Exception {
    board.stop();
    for (ChildProcess survivor : survivors) {
      assertThat(survivor.join(DEADLINE)).as("survivor ends").isTrue();
      assertThat(survivor.exitCode()).hasValue(0);
    }
    scenario.check(board);
    for (int place = 0; place < SURVIVORS; place++) {
      assertThat(board.get(place, Note.LONGEST_WAIT))
          .as("longest wait in ns: place=%s", place)
          .isLessThanOrEqualTo(LONGEST_WAIT);
    }
  }

  @Override
  public void close() {
    for (ChildProcess survivor : survivors) {
      if (survivor.isAlive()) {
        survivor.kill();
        survivor.onExit().join();
      }
      survivor.close();
    }
    board.close();
    scenario.close();
  }
}
