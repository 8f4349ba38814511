package dev.procession.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ChildProcess;
import dev.procession.Context;
import dev.procession.crash.Board.Note;
import dev.procession.internal.shm.Steps;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Three processes that live and one after the other that does not: each victim works like the
 * others until it is killed, at any moment or at a certain step of a protocol.
 *
 * <p>Each process has a thread for each scenario, so one death interrupts them all.
 */
final class ChaosRun implements AutoCloseable {
  private static final int SURVIVORS = 3;
  private static final int VICTIM = SURVIVORS;
  private static final int PARENT = VICTIM + 1;

  /** The promise: nobody waits longer for the dead. */
  private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(1);

  /** Where the state and the number of threads are in /proc/PID/stat, behind the name. */
  private static final int STATE = 0;

  private static final int THREADS = 17;

  private static final long LOOK_AGAIN_NANOS = 100_000;
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final List<Part> parts = new ArrayList<>();
  private final List<ChildProcess> survivors = new ArrayList<>();
  private final Pulse pulse;

  /**
   * The longest time from a kill until the process was dead, which is when a wait for it begins.
   */
  private long longestEnd;

  /** A scenario and what its processes note down. */
  record Part(Scenario scenario, Board board) implements Serializable {
    /** Which part a thread works at. */
    private static final ThreadLocal<Part> HERE = new ThreadLocal<>();

    /** The part at which the calling thread works; null if it does at none. */
    static @Nullable Part here() {
      return HERE.get();
    }

    void work(int place) throws Exception {
      HERE.set(this);
      while (!board.isStopped()) {
        scenario.turn(board, place);
        board.progress(place);
        if (place != VICTIM) {
          board.linger(place);
        }
      }
    }

    long progress(int place) {
      return board.get(place, Note.PROGRESS);
    }
  }

  ChaosRun(List<Scenario> scenarios) {
    scenarios.forEach(scenario -> parts.add(new Part(scenario, Board.create())));
    // This process tells the others of deaths.
    pulse = Pulse.start(boards(parts), PARENT);
    for (int place = 0; place < SURVIVORS; place++) {
      survivors.add(start(place));
    }
  }

  private static List<Board> boards(List<Part> parts) {
    return parts.stream().map(Part::board).toList();
  }

  private ChildProcess start(int place) {
    List<Part> all = List.copyOf(parts);
    return ChildProcess.of(() -> work(all, place)).start();
  }

  /** Works at all parts at a time; the first one that fails ends the process. */
  private static void work(List<Part> parts, int place) throws Exception {
    Pulse.start(boards(parts), place);
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
   * Kills a process when it has reached a step in each part. That costs one process for the steps
   * of all scenarios, which know nothing of each other.
   *
   * @param steps where to stop, for each scenario in turn; null for one that works on until the end
   * @param times how often it gets past that step before
   */
  void killAt(List<@Nullable String> steps, int times) throws InterruptedException {
    parts.forEach(part -> part.board.set(VICTIM, Note.STEP, 0));
    List<Part> all = List.copyOf(parts);
    var stops = new StepStops(steps, times);
    var task =
        ChildProcess.of(
                () -> {
                  Steps.set(stops.hook(all, VICTIM));
                  work(all, VICTIM);
                })
            .context(Context.standard().systemProperty("dev.procession.steps", "true"));
    try (var victim = task) {
      victim.start();
      try {
        for (int i = 0; i < parts.size(); i++) {
          Board board = parts.get(i).board;
          // Not the scenario itself: to tell its state it may wait for the victim.
          await(
              "victim at step: " + steps.get(i) + ", part " + i,
              stops.hasStop(i)
                  ? () -> board.get(VICTIM, Note.STEP) != 0
                  : () -> board.get(VICTIM, Note.PROGRESS) > 0);
        }
      } finally {
        end(victim, "killed at steps: " + steps);
      }
    }
  }

  private void end(ChildProcess victim, String what) throws InterruptedException {
    parts.forEach(part -> part.board.death());
    long begin = clock();
    victim.kill();
    while (!isDead(victim.pid())) {
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
    longestEnd = Math.max(longestEnd, clock() - begin);
    victim.join();
    assertThat(victim.exitCode()).hasValue(-9);
    for (Part part : parts) {
      // The first turn may have begun before the death.
      long[] enough =
          IntStream.range(0, SURVIVORS).mapToLong(place -> part.progress(place) + 2).toArray();
      for (int place = 0; place < SURVIVORS && !part.scenario.needsAll(); place++) {
        int survivor = place;
        await(
            what + ": survivor works on: place=" + survivor + ", " + part.scenario,
            () -> part.progress(survivor) >= enough[survivor]);
      }
    }
  }

  private long clock() {
    return parts.getFirst().board.clock();
  }

  /** Whether a process has come to its end, though its parent may not know yet. */
  private static boolean isDead(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return fields[STATE].equals("Z") && fields[THREADS].equals("1");
    } catch (IOException gone) {
      return true;
    }
  }

  private void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
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
            .as(
                "longest wait in ns: place=%s, longest end=%s, stalled=%s, %s",
                place, longestEnd, part.board.sum(Note.STALLED), part.scenario)
            .isLessThanOrEqualTo(LONGEST_WAIT + longestEnd);
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
    pulse.stop();
    for (Part part : parts) {
      part.board.close();
      part.scenario.close();
    }
  }
}
