package dev.procession.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.Action;
import dev.procession.ChildProcess;
import dev.procession.Context;
import dev.procession.StartMethod;
import dev.procession.internal.shm.Steps;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.Signals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/** The children and threads of a test, which must all end well unless it kills them. */
public final class Crew implements AutoCloseable {
  /** Nobody waits longer than a second for the dead; a busy machine takes longer for all else. */
  public static final Duration DEAD_WAIT = Duration.ofSeconds(5);

  /**
   * The tag of tests with a process for each step of a longer protocol. The steps are the same
   * whichever way threads sleep, so with the portable way most of these run in {@code ./build soak}
   * only.
   */
  static final String EACH_STEP = "each-step";

  /** The tag of tests that the build runs natively only; the soak repeats them the portable way. */
  static final String PORTABLE_LATER = "portable-later";

  private static final int HALT = 137;
  private static final int KILLED = -9;
  private static final int MOST_STEPS = 200;

  private final List<ChildProcess> children = new ArrayList<>();

  /** Starts a child. */
  public ChildProcess child(Action task) {
    ChildProcess child = ChildProcess.of(task).context(context()).start();
    children.add(child);
    return child;
  }

  private static Context context() {
    return Context.standard()
        .startMethod(StartMethod.WARM)
        .spares(1)
        .systemProperty("dev.procession.steps", "true");
  }

  /** Starts several children that do the same. */
  public void children(int count, Action task) {
    for (int i = 0; i < count; i++) {
      child(task);
    }
  }

  /** Waits until all children have ended well. */
  public void join() throws InterruptedException {
    for (ChildProcess child : children) {
      join(child, 0);
    }
    children.clear();
  }

  /** Kills a child and waits until it is gone. */
  public void kill(ChildProcess child) throws InterruptedException {
    child.kill();
    assertThat(child.join(PoolTesting.DEADLINE)).isTrue();
    children.remove(child);
  }

  private static void join(ChildProcess child, int code) throws InterruptedException {
    assertThat(child.join(PoolTesting.DEADLINE)).as("%s has ended", child).isTrue();
    assertThat(child.exitCode()).as("exit code of %s", child).hasValue(code);
  }

  @Override
  public void close() throws InterruptedException {
    for (ChildProcess child : children) {
      child.kill();
      child.join(PoolTesting.DEADLINE);
    }
  }

  /** Waits until a condition holds. */
  public static void await(String what, Callable<Boolean> condition) {
    PoolTesting.await(what, condition);
  }

  /** Does something in a new thread. */
  public static <T> FutureTask<T> thread(Callable<T> work) {
    var task = new FutureTask<>(work);
    Thread.ofPlatform().daemon().name("crew").start(task);
    return task;
  }

  /** Does something in a new thread of either kind. */
  public static <T> FutureTask<T> thread(Callable<T> work, boolean virtual) {
    return virtual ? virtual(work) : thread(work);
  }

  /** Does something in a new virtual thread. */
  public static <T> FutureTask<T> virtual(Callable<T> work) {
    var task = new FutureTask<>(work);
    Thread.ofVirtual().name("virtual-crew").start(task);
    return task;
  }

  /** Has a thread wait alone, interrupts it, and sees it end by that and be counted no more. */
  public static void expectEndByInterrupt(boolean virtual, Action wait, Callable<Integer> waiters)
      throws Exception {
    Thread[] waiter = new Thread[1];
    var waiting =
        thread(
            () -> {
              waiter[0] = Thread.currentThread();
              wait.perform();
              return true;
            },
            virtual);
    await("it waits", () -> waiters.call() == 1);
    waiter[0].interrupt();
    assertThat(PoolTesting.failureOf(waiting)).isInstanceOf(InterruptedException.class);
    assertThat(waiters.call()).isZero();
  }

  // ---- death at each step -----------------------------------------------------------------------

  /** One child that is killed at one step, the first at which none has been killed before. */
  public static final class Victim {
    /** A thread that has bad luck sleeps often: later turns of a loop show nothing new. */
    private static final int MOST_TURNS = 3;

    private final Crew crew;
    private final Signals signals;
    private final HashSet<String> done;
    private String step = "";

    private Victim(Crew crew, Signals signals, HashSet<String> done) {
      this.crew = crew;
      this.signals = signals;
      this.done = done;
    }

    /** Starts the child; the steps of {@code task} count from where it begins. */
    public ChildProcess start(Action task) {
      Signals here = signals;
      HashSet<String> before = done;
      return crew.child(
          () -> {
            here.raise("begun");
            die(here, before);
            task.perform();
            Steps.set(null);
          });
    }

    private static void die(Signals signals, Set<String> done) {
      Thread victim = Thread.currentThread();
      Map<String, Integer> turns = new HashMap<>();
      Steps.set(
          step -> {
            if (Thread.currentThread() != victim) {
              return;
            }
            int turn = turns.merge(step, 1, Integer::sum);
            if (turn > MOST_TURNS) {
              return;
            }
            if (done.contains(name(step, turn))) {
              write(signals, "passed", name(step, turn));
            } else {
              write(signals, "step", name(step, turn));
              Runtime.getRuntime().halt(HALT);
            }
          });
    }

    private static String name(String step, int turn) {
      return turn == 1 ? step : step + ", turn " + turn;
    }

    private static void write(Signals signals, String signal, String step) {
      try {
        signals.append(signal, step);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Where it was killed; empty if it was not. */
    public String step() {
      return step;
    }

    private boolean isStepReached() {
      return signals.isRaised("step");
    }

    /** Whether it has gone on after a step, where none has been killed any more. */
    public boolean hasPassed(String step) throws IOException {
      return signals.lines("passed").contains(step);
    }

    /** Whether it has been killed by now or is done. */
    public boolean isOver(ChildProcess child) {
      return isStepReached() || !child.isAlive();
    }

    /** Waits for its end. */
    public void join(ChildProcess child) throws Exception {
      assertThat(child.join(PoolTesting.DEADLINE)).as("%s has ended", child).isTrue();
      crew.children.remove(child);
      step = isStepReached() ? signals.lines("step").getFirst() : "";
      assertThat(child.exitCode()).hasValue(step.isEmpty() ? 0 : KILLED);
    }
  }

  /** What is tried with a child that is killed at some step; ends with its death. */
  @FunctionalInterface
  public interface Scene {
    /** Starts the victim, joins it, and checks what is left. */
    void play(Crew crew, Victim victim) throws Exception;
  }

  /** Plays a scene with a death at each step, until the victim survives; returns the steps. */
  public static List<String> killAtEachStep(Path directory, Scene scene) throws Exception {
    List<String> steps = new ArrayList<>();
    while (steps.size() < MOST_STEPS) {
      Path place = Files.createTempDirectory(directory, "step");
      try (var crew = new Crew()) {
        var victim = new Victim(crew, Signals.in(place), new HashSet<>(steps));
        try {
          scene.play(crew, victim);
        } catch (Exception | AssertionError e) {
          throw new AssertionError("step=" + Signals.in(place).lines("step"), e);
        }
        if (victim.step().isEmpty()) {
          return steps;
        }
        steps.add(victim.step());
      }
    }
    throw new AssertionError("no end of steps: " + steps);
  }

  /** Has one thread cut off at a step of its work by another, which closes. */
  public static void closeAt(String step, Runnable work, Runnable close) throws Exception {
    var reached = new CountDownLatch(1);
    var closed = new CountDownLatch(1);
    Future<Object> cut =
        thread(
            () -> {
              Thread worker = Thread.currentThread();
              Steps.set(
                  at -> {
                    if (Thread.currentThread() == worker && at.equals(step)) {
                      reached.countDown();
                      PoolTesting.await("closing", () -> closed.getCount() == 0);
                    }
                  });
              work.run();
              return "done";
            });
    reached.await();
    close.run();
    closed.countDown();
    assertThatThrownBy(() -> cut.get()).hasCauseInstanceOf(IllegalStateException.class);
    Steps.set(null);
  }
}
