package dev.procession.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ChildProcess;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.Signals;
import dev.procession.testing.LeakCheckPerClass;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Many readers or one writer, in any processes. */
@ExtendWith(LeakCheckPerClass.class)
@Timeout(300)
@Tag(Crew.PORTABLE_LATER)
class SharedReadWriteLockTest {
  @TempDir private Path directory;

  private static boolean tried(Lock lock) throws Exception {
    return PoolTesting.get(
        Crew.thread(
            () -> {
              boolean taken = lock.tryLock();
              if (taken) {
                lock.unlock();
              }
              return taken;
            }));
  }

  /** A child that holds a lock until it is killed or {@code free} is raised. */
  private static ChildProcess holder(Crew crew, Signals signals, Lock lock) {
    ChildProcess child =
        crew.child(
            () -> {
              lock.lock();
              signals.raise("locked");
              signals.await("free");
              lock.unlock();
            });
    signals.expect("locked");
    return child;
  }

  @Test
  void shouldLetManyReadAndOneWrite() throws Exception {
    Signals signals = Signals.in(directory);
    try (var lock = SharedReadWriteLock.create(c -> c.name("map"));
        var crew = new Crew()) {
      holder(crew, signals, lock.readLock());
      lock.readLock().lock();
      assertThat(lock.readers()).isEqualTo(2);
      assertThat(tried(lock.readLock())).isTrue();
      assertThat(tried(lock.writeLock())).isFalse();
      assertThat(lock).hasToString("SharedReadWriteLock[map: readers=2]");
      lock.readLock().unlock();
      assertThat(tried(lock.writeLock())).isFalse();
      signals.raise("free");
      crew.join();
      assertThat(lock.readers()).isZero();
      lock.writeLock().lock();
      assertThat(lock.isWriteLocked()).isTrue();
      assertThat(lock.owner().orElseThrow().pid()).isEqualTo(PoolTesting.pid());
      assertThat(tried(lock.readLock())).isFalse();
      assertThat(tried(lock.writeLock())).isFalse();
      assertThat(lock.toString()).startsWith("SharedReadWriteLock[map: written by ");
      lock.writeLock().unlock();
      assertThat(tried(lock.writeLock())).isTrue();
    }
  }

  @Test
  void shouldBeReentrantAndAllowAWriterToRead() throws Exception {
    try (var lock = SharedReadWriteLock.create()) {
      lock.writeLock().lock();
      assertThat(lock.writeLock().tryLock(Duration.ZERO)).isTrue();
      lock.readLock().lock();
      lock.readLock().lockInterruptibly();
      assertThat(lock.writeHoldCount()).isEqualTo(2);
      assertThat(lock.readHoldCount()).isEqualTo(2);
      lock.writeLock().unlock();
      assertThat(tried(lock.readLock())).isFalse();
      lock.writeLock().unlock();
      assertThat(lock.writeHoldCount()).isZero();
      assertThat(tried(lock.readLock())).isTrue();
      assertThat(tried(lock.writeLock())).isFalse();
      assertThatThrownBy(() -> lock.writeLock().lock())
          .isInstanceOf(IllegalMonitorStateException.class)
          .hasMessageContaining("free the read lock first");
      lock.readLock().unlock();
      lock.readLock().unlock();
      assertThatThrownBy(() -> lock.readLock().unlock())
          .isInstanceOf(IllegalMonitorStateException.class);
      assertThatThrownBy(() -> lock.writeLock().unlock())
          .isInstanceOf(IllegalMonitorStateException.class);
      assertThat(tried(lock.writeLock())).isTrue();
      assertThatThrownBy(() -> lock.readLock().newCondition())
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldKeepWritersApartAndReadersOut(boolean fair) throws Exception {
    Cells cells = Cells.in(directory);
    try (var lock = SharedReadWriteLock.create(c -> c.fair(fair));
        var crew = new Crew()) {
      crew.children(2, () -> work(lock, cells, 4, 300));
      work(lock, cells, 4, 300);
      crew.join();
      assertThat(cells.get(0)).isEqualTo(3 * 2 * 300);
      assertThat(cells.get(1)).isEqualTo(cells.get(0));
      assertThat(lock.waiters()).isZero();
    }
  }

  /** Threads of both kinds, half of them readers. */
  private static void work(SharedReadWriteLock lock, Cells cells, int threads, int times)
      throws Exception {
    List<Future<Boolean>> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      boolean writer = i % 2 == 0;
      all.add(
          Crew.thread(() -> writer ? write(lock, cells, times) : read(lock, cells, times), i < 2));
    }
    for (Future<Boolean> thread : all) {
      assertThat(PoolTesting.get(thread)).isTrue();
    }
  }

  private static boolean write(SharedReadWriteLock lock, Cells cells, int times) {
    for (int i = 0; i < times; i++) {
      try (var held = lock.writeLock().hold()) {
        cells.addUnguarded(0);
        cells.addUnguarded(1);
      }
    }
    return true;
  }

  private static boolean read(SharedReadWriteLock lock, Cells cells, int times) {
    boolean right = true;
    for (int i = 0; i < times; i++) {
      try (var held = lock.readLock().hold()) {
        right &= cells.get(0) == cells.get(1);
      }
    }
    return right;
  }

  @Test
  void shouldNotStarveWriters() throws Exception {
    try (var lock = SharedReadWriteLock.create()) {
      lock.readLock().lock();
      var writer =
          Crew.thread(
              () -> {
                lock.writeLock().lock();
                lock.writeLock().unlock();
                return true;
              });
      Crew.await("the writer waits", () -> lock.waiters() == 1);
      assertThat(tried(lock.readLock())).isFalse();
      lock.readLock().lock();
      lock.readLock().unlock();
      lock.readLock().unlock();
      assertThat(PoolTesting.get(writer)).isTrue();
      assertThat(tried(lock.readLock())).isTrue();
    }
  }

  @Test
  void shouldLetReadersGoWhenAWaitingWriterGivesUp() throws Exception {
    try (var lock = SharedReadWriteLock.create()) {
      lock.readLock().lock();
      Thread[] writer = new Thread[1];
      var writing =
          Crew.thread(
              () -> {
                writer[0] = Thread.currentThread();
                lock.writeLock().lockInterruptibly();
                return true;
              });
      Crew.await("the writer waits", () -> lock.waiters() == 1);
      var reading = Crew.virtual(() -> lock.readLock().tryLock(PoolTesting.DEADLINE));
      Crew.await("the reader waits", () -> lock.waiters() == 2);
      writer[0].interrupt();
      assertThat(PoolTesting.failureOf(writing)).isInstanceOf(InterruptedException.class);
      assertThat(PoolTesting.get(reading)).isTrue();
      lock.readLock().unlock();
    }
  }

  @ParameterizedTest
  @CsvSource({"true, read", "false, write"})
  void shouldLetWaitingReadersGoFirstIfFair(boolean fair, String expected) throws Exception {
    Signals signals = Signals.in(directory);
    try (var lock = SharedReadWriteLock.create(c -> c.fair(fair))) {
      lock.writeLock().lock();
      var writer = Crew.thread(() -> log(lock.writeLock(), signals, "write"));
      Crew.await("the writer waits", () -> lock.waiters() == 1);
      var reader = Crew.virtual(() -> log(lock.readLock(), signals, "read"));
      Crew.await("the reader waits", () -> lock.waiters() == 2);
      lock.writeLock().unlock();
      assertThat(PoolTesting.get(writer)).isTrue();
      assertThat(PoolTesting.get(reader)).isTrue();
      assertThat(signals.lines("order").getFirst()).isEqualTo(expected);
    }
  }

  private static boolean log(Lock lock, Signals signals, String who) throws Exception {
    lock.lock();
    signals.append("order", who);
    lock.unlock();
    return true;
  }

  @Test
  void shouldTravelByItsSides() throws Exception {
    try (var lock = SharedReadWriteLock.create();
        var crew = new Crew()) {
      Lock read = lock.readLock();
      Lock write = lock.writeLock();
      write.lock();
      crew.child(
          () -> {
            assertThat(read.tryLock()).isFalse();
            assertThat(write.tryLock(10, TimeUnit.MILLISECONDS)).isFalse();
          });
      crew.join();
      write.unlock();
    }
  }

  @Test
  void shouldRefuseWhatMakesNoSense() {
    assertThatNullPointerException().isThrownBy(() -> SharedReadWriteLock.create(c -> null));
    var lock = SharedReadWriteLock.create();
    assertThatNullPointerException().isThrownBy(() -> lock.readLock().tryLock(null));
    lock.close();
    lock.close();
    assertThatThrownBy(() -> lock.readLock().lock()).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> lock.writeLock().unlock()).isInstanceOf(IllegalStateException.class);
    assertThat(lock).hasToString("SharedReadWriteLock[closed]");
  }

  // ---- deaths -----------------------------------------------------------------------------------

  @Test
  void shouldDropWhatADeadReaderHeld() throws Exception {
    Signals signals = Signals.in(directory);
    try (var lock = SharedReadWriteLock.create();
        var crew = new Crew()) {
      ChildProcess reader = holder(crew, signals, lock.readLock());
      var writer = Crew.thread(() -> writtenAfterDeath(lock, false));
      Crew.await("it waits", () -> lock.waiters() == 1);
      crew.kill(reader);
      assertThat(writer.get(Crew.DEAD_WAIT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    }
  }

  private static boolean writtenAfterDeath(SharedReadWriteLock lock, boolean recovered) {
    lock.writeLock().lock();
    assertThat(lock.recovered()).isEqualTo(recovered);
    lock.writeLock().unlock();
    return true;
  }

  @Test
  void shouldTellOfADeadWriter() throws Exception {
    Signals signals = Signals.in(directory);
    try (var lock = SharedReadWriteLock.create();
        var crew = new Crew()) {
      ChildProcess writer = holder(crew, signals, lock.writeLock());
      var reader =
          Crew.thread(
              () -> {
                lock.readLock().lock();
                boolean recovered = lock.recovered();
                lock.readLock().unlock();
                return recovered;
              });
      Crew.await("it waits", () -> lock.waiters() == 1);
      crew.kill(writer);
      assertThat(reader.get(Crew.DEAD_WAIT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
      assertThat(writtenAfterDeath(lock, true)).isTrue();
      assertThat(writtenAfterDeath(lock, false)).isTrue();
    }
  }

  @Test
  void shouldRefuseAfterTheDeathOfAWriterIfStrict() throws Exception {
    Signals signals = Signals.in(directory);
    try (var lock = SharedReadWriteLock.create(c -> c.strict(true));
        var crew = new Crew()) {
      crew.kill(holder(crew, signals, lock.writeLock()));
      assertThatThrownBy(() -> lock.readLock().lock()).isInstanceOf(HolderDiedException.class);
      assertThatThrownBy(() -> lock.writeLock().lock()).isInstanceOf(HolderDiedException.class);
      assertThat(lock.writeHoldCount()).isZero();
      assertThat(lock.makeConsistent()).isTrue();
      assertThat(lock.makeConsistent()).isFalse();
      assertThat(writtenAfterDeath(lock, true)).isTrue();
    }
  }

  @RepeatedTest(2)
  void shouldStayRightWhenAProcessIsKilledAtAnyMoment() throws Exception {
    killAtAnyMoment();
  }

  @Tag("soak")
  @RepeatedTest(100)
  void shouldStayRightWhenAProcessIsKilledAtAnyOfManyMoments() throws Exception {
    killAtAnyMoment();
  }

  private void killAtAnyMoment() throws Exception {
    Cells cells = Cells.in(directory);
    try (var lock = SharedReadWriteLock.create();
        var crew = new Crew()) {
      ChildProcess victim = crew.child(() -> work(lock, cells, 4, Integer.MAX_VALUE));
      Crew.await("it works", () -> cells.get(0) > 100);
      long spins = RandomGenerator.getDefault().nextLong(1_000_000);
      for (long i = 0; i < spins; i++) {
        Thread.onSpinWait();
      }
      crew.kill(victim);
      assertThat(lock.writeLock().tryLock(Crew.DEAD_WAIT)).as("spins=%d", spins).isTrue();
      cells.set(0, 0);
      cells.set(1, 0);
      lock.writeLock().unlock();
      work(lock, cells, 4, 100);
      assertThat(cells.get(0)).isEqualTo(200);
      assertThat(lock.readers()).isZero();
    }
  }

  private static boolean readOnce(SharedReadWriteLock lock) throws Exception {
    boolean taken = lock.readLock().tryLock(PoolTesting.DEADLINE);
    if (taken) {
      lock.readLock().unlock();
    }
    return taken;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Tag(Crew.EACH_STEP)
  void shouldOutliveADeathAtEachStep(boolean write) throws Exception {
    List<String> steps =
        Crew.killAtEachStep(
            directory,
            (crew, victim) -> {
              try (var lock = SharedReadWriteLock.create(c -> c.fair(true))) {
                Lock side = write ? lock.writeLock() : lock.readLock();
                lock.writeLock().lock();
                ChildProcess child =
                    victim.start(
                        () -> {
                          side.lock();
                          side.unlock();
                        });
                Crew.await(
                    "it waits or is dead", () -> lock.waiters() == 1 || victim.isOver(child));
                var reader = Crew.thread(() -> readOnce(lock));
                lock.writeLock().unlock();
                victim.join(child);
                assertThat(reader.get(Crew.DEAD_WAIT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
                assertThat(lock.readers()).isZero();
                assertThat(lock.writeLock().tryLock()).isTrue();
              }
            });
    assertThat(steps)
        .contains(
            "read-write queue changed",
            "read-write before sleep",
            write ? "read-write write taken" : "read-write read taken",
            write ? "read-write write freed" : "read-write read freed");
  }
}
