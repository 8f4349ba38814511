package dev.procession.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ChildProcess;
import dev.procession.pool.Signals;
import dev.procession.sync.SharedLock;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The locks that come with shared data. */
@ExtendWith(LeakCheck.class)
class SharedDataLockTest {
  @TempDir private Path directory;

  @Test
  @Conformance({"_TestValue.test_getobj_getlock", "_TestArray.test_getobj_getlock_obj"})
  void shouldHaveALockOfTheirOwnOrTheOneTheyWereMadeWith() {
    try (var number = SharedInt.create(5);
        var array = SharedIntArray.create(5);
        var lock = SharedLock.create();
        var guarded = SharedIntArray.create(5, c -> c.lock(lock).name("guarded"))) {
      assertThat(number.lock()).isSameAs(number.lock()).isNotSameAs(array.lock());
      assertThat(guarded.lock()).isSameAs(lock);
      assertThat(array.asSegment().byteSize()).isEqualTo(20);
      lock.lock();
      Sharing.inChild(
          () -> {
            assertThat(guarded.lock()).isInstanceOf(SharedLock.class);
            assertThat(guarded.lock().tryLock()).isFalse();
            guarded.lock().unlock();
          });
      assertThat(lock.isLocked()).isFalse();
    }
    assertThatThrownBy(() -> SharedInt.create(1, c -> c.lock(new ReentrantLock())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a lock between processes");
  }

  @Test
  void shouldBeReentrantAndBelongToTheThread() throws Exception {
    try (var number = SharedLong.create(0)) {
      Lock lock = number.lock();
      lock.lock();
      long seven =
          number.withLock(
              () -> {
                number.withLock(() -> number.set(7));
                return number.get();
              });
      assertThat(seven).isEqualTo(7);
      var other = new boolean[1];
      Thread thread = Thread.ofVirtual().start(() -> other[0] = lock.tryLock());
      thread.join();
      assertThat(other[0]).isFalse();
      Sharing.inChild(
          () -> {
            Lock there = number.lock();
            assertThat(there.tryLock()).isFalse();
            assertThat(there.tryLock(10, TimeUnit.MILLISECONDS)).isFalse();
            assertThatThrownBy(there::unlock).isInstanceOf(IllegalMonitorStateException.class);
          });
      lock.unlock();
      assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
      assertThatThrownBy(lock::newCondition).isInstanceOf(UnsupportedOperationException.class);
      Thread.currentThread().interrupt();
      assertThatThrownBy(lock::lockInterruptibly).isInstanceOf(InterruptedException.class);
      assertThat(Thread.interrupted()).isFalse();
    }
  }

  @Test
  void shouldNotStayLockedByWhoClosesTheData() {
    try (var number = SharedInt.create(1)) {
      Sharing.inChild(
          () -> {
            assertThatThrownBy(() -> number.withLock(number::close))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed in this process");
          });
      assertThat(number.lock().tryLock()).isTrue();
      number.lock().lock();
    }
    try (var number = SharedInt.create(1)) {
      var signals = Signals.in(directory);
      ChildProcess child =
          Sharing.start(
              () -> {
                number.lock().lock();
                number.close();
                signals.raise("closed");
                signals.await("end");
              });
      signals.expect("closed");
      number.withLock(() -> number.set(2));
      child.kill();
      Sharing.join(child);
    }
  }

  @Test
  void shouldGoToTheNextOneWhenItsHolderIsKilled() throws Exception {
    var signals = Signals.in(directory);
    for (int round = 0; round < 10; round++) {
      String held = "held" + round;
      try (var array = SharedDoubleArray.create(2)) {
        ChildProcess holder =
            Sharing.start(
                () -> {
                  array.lock().lock();
                  array.set(0, 1);
                  signals.raise(held);
                  Thread.sleep(Duration.ofHours(1));
                });
        signals.expect(held);
        assertThat(array.lock().tryLock()).isFalse();
        Sharing.kill(holder);
        long begin = System.nanoTime();
        array.withLock(() -> array.set(1, array.get(0)));
        assertThat(System.nanoTime() - begin).isLessThan(2_000_000_000L);
        assertThat(array.get(1)).isEqualTo(1);
        Sharing.inChild(() -> array.withLock(() -> array.set(0, 3)));
      }
    }
  }

  @Test
  void shouldKeepSumsExactWhenHoldersAreKilledAtRandom() throws Exception {
    var random = new Random();
    try (var from = SharedLong.create(1_000_000);
        var to = SharedLong.create(0);
        var pair = SharedLong.create(-1)) {
      for (int round = 0; round < 12; round++) {
        ChildProcess mover =
            Sharing.start(
                () -> {
                  while (true) {
                    from.withLock(() -> move(from, to, pair));
                  }
                });
        long seen = pair.get();
        dev.procession.pool.PoolTesting.await("it moves", () -> pair.get() != seen);
        TimeUnit.MICROSECONDS.sleep(random.nextInt(2000));
        Sharing.kill(mover);
        // The heir finds what was begun, and ends it.
        from.withLock(() -> move(from, to, pair));
        assertThat(from.get() + to.get()).isEqualTo(1_000_000);
      }
    }
  }

  /** Moves one, by way of a note of what both are to be. */
  private static void move(SharedLong from, SharedLong to, SharedLong note) {
    if (note.get() >= 0) {
      to.set(note.get());
      from.set(1_000_000 - note.get());
    }
    note.set(to.get() + 1);
    from.set(1_000_000 - note.get());
    to.set(note.get());
  }
}
