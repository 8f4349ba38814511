package dev.procession.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ChildProcess;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.Signals;
import dev.procession.testing.LeakCheckPerClass;
import dev.procession.testing.Warnings;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a lock whose holder ends. */
@ExtendWith(LeakCheckPerClass.class)
@Timeout(300)
class SharedLockDeathTest {
  @TempDir private Path directory;

  /** How the holder ends. */
  enum End {
    KILL,
    HALT,
    EXIT,
    RETURN
  }

  /** A child that takes a lock and ends with it. */
  private static ChildProcess holder(Crew crew, Signals signals, SharedLock lock, End end) {
    return crew.child(
        () -> {
          lock.lock();
          signals.raise("locked");
          signals.await("end");
          switch (end) {
            case HALT -> Runtime.getRuntime().halt(0);
            case EXIT -> System.exit(0);
            default -> {}
          }
        });
  }

  private static void end(Crew crew, ChildProcess holder, Signals signals, End end)
      throws Exception {
    if (end == End.KILL) {
      crew.kill(holder);
    } else {
      signals.raise("end");
      crew.join();
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldPassToTheNextWithOneWarning(End end) throws Exception {
    for (boolean fair : new boolean[] {false, true}) {
      Signals signals = Signals.in(java.nio.file.Files.createTempDirectory(directory, "run"));
      try (var lock = SharedLock.create(c -> c.name("ledger").fair(fair));
          var crew = new Crew();
          var warnings = new Warnings("dev.procession.sync")) {
        ChildProcess holder = holder(crew, signals, lock, end);
        signals.expect("locked");
        long pid = holder.pid();
        var next = Crew.thread(() -> lockRecovered(lock));
        Crew.await("it waits", () -> lock.waiters() == 1);
        end(crew, holder, signals, end);
        assertThat(next.get(Crew.DEAD_WAIT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
        lock.lock();
        assertThat(lock.recovered()).isFalse();
        lock.unlock();
        assertThat(lock.makeConsistent()).isFalse();
        assertThat(warnings.texts())
            .containsExactly(
                "WARNING: the holder of a lock died and this process has it now: lock=ledger,"
                    + " dead pid="
                    + pid
                    + "; what the lock protects may be half changed");
      }
    }
  }

  private static boolean lockRecovered(SharedLock lock) {
    lock.lock();
    boolean recovered = lock.recovered();
    lock.unlock();
    return recovered;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldGoToWhoTriesWithoutWaiting(boolean fair) throws Exception {
    Signals signals = Signals.in(directory);
    try (var lock = SharedLock.create(c -> c.fair(fair));
        var crew = new Crew();
        var warnings = new Warnings("dev.procession.sync")) {
      ChildProcess holder = holder(crew, signals, lock, End.KILL);
      signals.expect("locked");
      assertThat(lock.tryLock()).isFalse();
      crew.kill(holder);
      assertThat(lock.isLocked()).as("held by the dead").isTrue();
      assertThat(lock.owner().orElseThrow().pid()).isEqualTo(holder.pid());
      Crew.await("it is free to take", lock::tryLock);
      assertThat(lock.recovered()).isTrue();
      assertThat(lock.owner().orElseThrow().pid()).isEqualTo(PoolTesting.pid());
      crew.child(() -> assertThat(lock.recovered()).as("in another process").isFalse());
      crew.join();
      lock.unlock();
      assertThat(lock.recovered()).isFalse();
      assertThat(warnings.texts()).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"KILL,false", "KILL,true", "RETURN,false", "RETURN,true"})
  void shouldBeRefusedToAllUntilItIsMadeConsistentIfStrict(End end, boolean fair) throws Exception {
    Signals signals = Signals.in(directory);
    try (var lock = SharedLock.create(c -> c.name("ledger").strict(true).fair(fair));
        var crew = new Crew();
        var warnings = new Warnings("dev.procession.sync")) {
      ChildProcess holder = holder(crew, signals, lock, end);
      signals.expect("locked");
      long pid = holder.pid();
      var waiting =
          List.of(Crew.thread(() -> lockRecovered(lock)), Crew.virtual(() -> timed(lock)));
      Crew.await("they wait", () -> lock.waiters() == 2);
      end(crew, holder, signals, end);
      for (var waiter : waiting) {
        assertThat(PoolTesting.failureOf(waiter))
            .isInstanceOfSatisfying(
                HolderDiedException.class, e -> assertThat(e.pid()).isEqualTo(pid))
            .hasMessageStartingWith("the holder of the lock died: lock=ledger, pid=" + pid)
            .hasMessageEndingWith("; check what the lock protects, then call makeConsistent()");
      }
      expectRefusal(lock);
      crew.child(() -> expectRefusal(lock));
      crew.join();
      assertThat(lock.isLocked()).isFalse();
      assertThat(lock.makeConsistent()).isTrue();
      assertThat(lock.makeConsistent()).isFalse();
      lock.lock();
      assertThat(lock.recovered()).isFalse();
      lock.unlock();
      crew.child(() -> lockRecovered(lock));
      crew.join();
      assertThat(warnings.texts()).isEmpty();
    }
  }

  private static boolean timed(SharedLock lock) throws InterruptedException {
    return lock.tryLock(PoolTesting.DEADLINE);
  }

  private static void expectRefusal(SharedLock lock) {
    assertThatThrownBy(lock::lock).isInstanceOf(HolderDiedException.class);
    assertThatThrownBy(lock::lockInterruptibly).isInstanceOf(HolderDiedException.class);
    assertThatThrownBy(lock::tryLock).isInstanceOf(HolderDiedException.class);
    assertThatThrownBy(() -> timed(lock)).isInstanceOf(HolderDiedException.class);
    assertThatThrownBy(lock::hold).isInstanceOf(HolderDiedException.class);
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void shouldPassOverTheDeadInTheQueueIfFair() throws Exception {
    Signals signals = Signals.in(directory);
    try (var lock = SharedLock.create(c -> c.fair(true));
        var crew = new Crew()) {
      lock.lock();
      ChildProcess second = crew.child(lock::lock);
      Crew.await("one waits", () -> lock.waiters() == 1);
      ChildProcess third =
          crew.child(
              () -> {
                lock.lock();
                signals.append("recovered", Boolean.toString(lock.recovered()));
                lock.unlock();
              });
      Crew.await("two wait", () -> lock.waiters() == 2);
      crew.kill(second);
      Crew.await("the other still waits", () -> lock.waiters() == 1);
      lock.unlock();
      assertThat(third.join(Crew.DEAD_WAIT)).isTrue();
      assertThat(signals.lines("recovered"))
          .as("the dead one held nothing")
          .containsExactly("false");
      assertThat(lock.isLocked()).isFalse();
    }
  }

  @Test
  void shouldNotBeRefusedForTheDeathOfAWaiterIfFairAndStrict() throws Exception {
    try (var lock = SharedLock.create(c -> c.fair(true).strict(true));
        var crew = new Crew()) {
      lock.lock();
      List<ChildProcess> waiters = List.of(crew.child(lock::lock), crew.child(lock::lock));
      Crew.await("two wait", () -> lock.waiters() == 2);
      var next = Crew.thread(() -> timed(lock));
      Crew.await("three wait", () -> lock.waiters() == 3);
      for (ChildProcess waiter : waiters) {
        crew.kill(waiter);
      }
      lock.unlock();
      assertThat(PoolTesting.get(next)).isTrue();
      assertThat(lock.recovered()).isFalse();
      lock.unlock();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldBeFreedForAHolderThatIsDead(boolean fair) throws Exception {
    Signals signals = Signals.in(directory);
    try (var lock = SharedLock.create(c -> c.fair(fair));
        var crew = new Crew()) {
      ChildProcess holder = holder(crew, signals, lock, End.KILL);
      signals.expect("locked");
      crew.kill(holder);
      lock.unlock();
      assertThat(lock.isLocked()).isFalse();
      assertThat(lock.tryLock()).isTrue();
      assertThat(lock.recovered()).isFalse();
      lock.unlock();
    }
  }
}
