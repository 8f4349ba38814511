package dev.procession.crash;

import dev.procession.sync.SharedLock;
import dev.procession.sync.SharedReadWriteLock;
import dev.procession.testing.LeakCheck;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Processes that are killed while they use what is shared, at any moment and at every step of the
 * protocols: the others go on within a second, and no count is wrong.
 */
@ExtendWith(LeakCheck.class)
class SyncChaosTest {
  /** Of each kind of thing, at any moment: in the soak alone. */
  private static final int SOAK_KILLS = 10_000;

  /** How often a victim gets past its step before it stops there. */
  private static final int LATER = 7;

  /** Each with the steps that a process takes in it. */
  private enum What {
    LOCK(
        () -> new LockScenario(SharedLock.create()),
        "lock taken",
        "lock freed",
        "lock before sleep",
        "lock after sleep"),
    FAIR_LOCK(
        () -> new LockScenario(SharedLock.create(c -> c.fair(true))),
        "lock taken",
        "lock freed",
        "ticket before draw",
        "ticket drawn",
        "ticket before sleep",
        "ticket after sleep",
        "ticket before free",
        "ticket before wake",
        "ticket freed"),
    SEMAPHORE(
        SemaphoreScenario::new,
        "lock taken",
        "lock freed",
        "semaphore before take",
        "semaphore taken",
        "semaphore counted",
        "semaphore before sleep",
        "semaphore after sleep",
        "semaphore given back",
        "semaphore before wake"),
    EVENT(EventScenario::new, "event before sleep", "event before wake"),
    REENTRANT_LOCK(ReentrantScenario::new, "lock taken", "lock freed"),
    READ_WRITE_LOCK(
        () -> new ReadWriteScenario(SharedReadWriteLock.create()),
        "lock taken",
        "lock freed",
        "read-write before read",
        "read-write read taken",
        "read-write read freed",
        "read-write before write",
        "read-write write taken",
        "read-write before free",
        "read-write write freed",
        "read-write before sleep",
        "read-write after sleep",
        "read-write before wake"),
    CONDITION(
        ConditionScenario::create,
        "condition before enlist",
        "condition enlisted",
        "condition before sleep",
        "condition after sleep",
        "condition before leave",
        "condition left",
        "condition before signal",
        "condition signalled",
        "condition signal seen"),
    BARRIER(
        BarrierScenario::new,
        "barrier before come",
        "barrier come",
        "barrier before sleep",
        "barrier after sleep",
        "barrier changed",
        "barrier woken"),
    COUNTS(CountScenario::new),
    QUEUE(
        () -> QueueScenario.of(QueueScenario.Kind.PLAIN),
        "lock taken",
        "lock freed",
        "queue before put",
        "queue put",
        "queue before take",
        "queue taken",
        "queue before sleep",
        "queue after sleep",
        "queue before sleep for room",
        "queue after sleep for room",
        "queue before wake",
        "queue block claimed"),
    LEASED_QUEUE(
        () -> QueueScenario.of(QueueScenario.Kind.LEASED),
        "queue lease written",
        "queue before take",
        "queue taken"),
    JOINABLE_QUEUE(
        () -> QueueScenario.of(QueueScenario.Kind.JOINABLE),
        "queue before take",
        "queue taken",
        "queue before wake");

    private static final int MOST_STEPS =
        Arrays.stream(values()).mapToInt(what -> what.steps.length).max().getAsInt();

    private final Supplier<Scenario> scenario;
    private final String[] steps;

    What(Supplier<Scenario> scenario, String... steps) {
      this.scenario = scenario;
      this.steps = steps;
    }

    /** The steps of this number; those that have fewer begin again, and null has none. */
    static List<@Nullable String> steps(int number) {
      return Arrays.stream(values()).map(what -> what.step(number)).toList();
    }

    private @Nullable String step(int number) {
      return steps.length == 0 ? null : steps[number % steps.length];
    }
  }

  @Tag("soak")
  @Test
  @Timeout(7200)
  void shouldSurviveManyKillsAtAnyMoment() throws Exception {
    long seed = System.nanoTime();
    try (var run = new ChaosRun(Stream.of(What.values()).map(w -> w.scenario.get()).toList())) {
      run.killAtAnyMoment(SOAK_KILLS, new Random(seed));
      run.finish();
    } catch (AssertionError e) {
      throw new AssertionError("seed=" + seed + ": " + e.getMessage(), e);
    }
  }

  /**
   * Each step at its first turn or at a later one, and at both where a protocol is short; the soak
   * has both for all.
   */
  @Test
  @Timeout(600)
  void shouldSurviveKillsAtEachStep() throws Exception {
    try (var run = new ChaosRun(Stream.of(What.values()).map(w -> w.scenario.get()).toList())) {
      for (int step = 0; step < What.MOST_STEPS; step++) {
        // No regular alternation: short protocols begin again, and would meet the same each time.
        run.killAt(What.steps(step), Integer.bitCount(step) % 2 == 0 ? 0 : LATER);
      }
      run.finish();
    }
  }

  @Tag("soak")
  @Test
  @Timeout(7200)
  void shouldSurviveKillsAtEachStepOfEarlyAndLateTurns() throws Exception {
    try (var run = new ChaosRun(Stream.of(What.values()).map(w -> w.scenario.get()).toList())) {
      for (int step = 0; step < What.MOST_STEPS; step++) {
        run.killAt(What.steps(step), 0);
        run.killAt(What.steps(step), LATER);
      }
      run.finish();
    }
  }
}
