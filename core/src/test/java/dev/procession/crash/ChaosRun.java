package dev.procession.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ChildProcess;
import dev.procession.Context;
import dev.procession.crash.Board.Note;
import dev.procession.internal.shm.Steps;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * Three processes that live and one after the other that does not: each victim works like the
 * others until it is killed, at any moment or at a certain step of a protocol.
 *
 * <p>Each process has a thread for each scenario, so one death interrupts them all.
 */
final class ChaosRun implements AutoCloseable {
  private static final int SURVIVORS = 3;
  private static final int VICTIM = SURVIVORS;

  /** The promise: nobody waits longer for the dead. */
  private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(1);

  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final List<Part> parts = new ArrayList<>();
  private final List<ChildProcess> survivors = new ArrayList<>();

  /** A scenario and what its processes note down. */
  private record Part(Scenario scenario, Board board) implements Serializable {
    void work(int place) throws Exception {
      while (!board.isStopped()) {
        scenario.turn(board, place);
        board.progress(place);
        board.linger(place);
      }
    }

    long progress(int place) {
      return board.get(place, Note.PROGRESS);
    }
  }

  ChaosRun(List<Scenario> scenarios) {
    scenarios.forEach(scenario -> parts.add(new Part(scenario, Board.create())));
    for (int place = 0; place < SURVIVORS; place++) {
      survivors.add(start(place));
    }
  }

  private ChildProcess start(int place) {
    List<Part> all = List.copyOf(parts);
    return ChildProcess.of(() -> work(all, place)).start();
  }

  /** Works at all parts at a time; the first one that fails ends the process. */
  private static void work(List<Part> parts, int place) throws Exception {
    for (Part part : parts.subList(1, parts.size())) {
      Thread.ofPlatform()
          .name(part.scenario.toString())
          .uncaughtExceptionHandler(ChaosRun::fail)
          .start(
              () -> {
                try {
                  part.work(place);
                } catch (Exception e) {
                  fail(Thread.currentThread(), e);
                }
              });
    }
    parts.getFirst().work(place);
  }

  private static void fail(Thread thread, Throwable failure) {
    System.err.println(thread.getName() + ": " + failure);
    failure.printStackTrace();
    Runtime.getRuntime().halt(1);
  }

  /** Kills so many processes, each at a random moment of its work. */
  void killAtAnyMoment(int kills, Random random) throws InterruptedException {
    for (int kill = 0; kill < kills; kill++) {
      parts.forEach(part -> part.board.set(VICTIM, Note.PROGRESS, 0));
      try (var victim = start(VICTIM)) {
        try {
          await("victim works", () -> parts.stream().allMatch(part -> part.progress(VICTIM) > 0));
          long until = System.nanoTime() + random.nextInt(2_000_000);
          while (System.nanoTime() < until) {
            Thread.onSpinWait();
          }
        } finally {
          end(victim, "kill " + kill);
        }
      }
    }
  }

  /**
   * Kills a process as it reaches a step of the first scenario.
   *
   * @param times how often it gets past that step before
   */
  void killAt(String step, int times) throws InterruptedException {
    Part part = parts.getFirst();
    part.board.set(VICTIM, Note.STEP, 0);
    var where = new Place(step, times);
    var task =
        ChildProcess.of(
                () -> {
                  Steps.set(where.waiting(part.board));
                  part.work(VICTIM);
                })
            .context(Context.standard().systemProperty("dev.procession.steps", "true"));
    try (var victim = task) {
      victim.start();
      try {
        await("victim at step: " + step, () -> part.board.get(VICTIM, Note.STEP) != 0);
      } finally {
        end(victim, "killed at step: " + step);
      }
    }
  }

  /** Where a victim stops, to be killed there. */
  private record Place(String step, int times) implements Serializable {
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
    for (Part part : parts) {
      for (int place = 0; place < SURVIVORS && !part.scenario.needsAll(); place++) {
        int survivor = place;
        // The first turn may have begun before the death.
        long enough = part.progress(survivor) + 2;
        await(
            what + ": survivor works on: place=" + survivor + ", " + part.scenario,
            () -> part.progress(survivor) >= enough);
      }
    }
  }

  private void await(String what, Callable<Boolean> condition) {
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
    parts.forEach(part -> part.board.stop());
    for (ChildProcess survivor : survivors) {
      assertThat(survivor.join(DEADLINE)).as("survivor ends").isTrue();
      assertThat(survivor.exitCode()).hasValue(0);
    }
    for (Part part : parts) {
      part.scenario.check(part.board);
      for (int place = 0; place < SURVIVORS; place++) {
        assertThat(part.board.get(place, Note.LONGEST_WAIT))
            .as("longest wait in ns: place=%s, %s", place, part.scenario)
            .isLessThanOrEqualTo(LONGEST_WAIT);
      }
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
    for (Part part : parts) {
      part.board.close();
      part.scenario.close();
    }
  }
}
