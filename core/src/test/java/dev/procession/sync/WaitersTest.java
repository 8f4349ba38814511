package dev.procession.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.procession.ChildProcess;
import dev.procession.internal.shm.Steps;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.Signals;
import dev.procession.testing.LeakCheckPerClass;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Those who wait get what is theirs, only then, and at no cost. */
@ExtendWith(LeakCheckPerClass.class)
@Timeout(300)
class WaitersTest {
  private static final Duration SOON = Duration.ofSeconds(2);

  @TempDir private Path directory;

  @Test
  void shouldNotTakeALivingHolderForDeadWithoutDescriptors() throws Exception {
    Path prlimit = Path.of("/usr/bin/prlimit");
    assumeThat(prlimit).isExecutable();
    try (var lock = SharedLock.create();
        var semaphore = SharedSemaphore.create(1);
        var readWrite = SharedReadWriteLock.create();
        var crew = new Crew()) {
      lock.lock();
      semaphore.acquire();
      readWrite.writeLock().lock();
      crew.child(
          () -> {
            new ProcessBuilder(prlimit.toString(), "--pid", "" + PoolTesting.pid(), "--nofile=512")
                .start()
                .waitFor();
            // All classes are loaded then.
            assertThat(isAnyFree(lock, semaphore, readWrite)).isFalse();
            boolean free;
            List<InputStream> all = openAll();
            try {
              // What is known of a process counts for some milliseconds.
              long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
              do {
                free = isAnyFree(lock, semaphore, readWrite);
              } while (!free && System.nanoTime() - end < 0);
            } finally {
              for (InputStream one : all) {
                one.close();
              }
            }
            assertThat(free).isFalse();
          });
      crew.join();
      lock.unlock();
      semaphore.release();
      readWrite.writeLock().unlock();
    }
  }

  private static boolean isAnyFree(
      SharedLock lock, SharedSemaphore semaphore, SharedReadWriteLock readWrite) {
    return lock.tryLock() || semaphore.tryAcquire() || readWrite.writeLock().tryLock();
  }

  private static List<InputStream> openAll() {
    List<InputStream> all = new ArrayList<>();
    try {
      while (true) {
        all.add(Files.newInputStream(Path.of("/dev/null")));
      }
    } catch (IOException noDescriptorLeft) {
      return all;
    }
  }

  @Test
  void shouldNotWakeWritersWhileAnyoneReads() throws Exception {
    var threads = ManagementFactory.getThreadMXBean();
    try (var lock = SharedReadWriteLock.create()) {
      lock.readLock().lock();
      var ids = new ArrayList<Long>();
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        writers.add(
            Crew.thread(
                () -> {
                  synchronized (ids) {
                    ids.add(Thread.currentThread().threadId());
                  }
                  lock.writeLock().lock();
                  lock.writeLock().unlock();
                  return "done";
                }));
      }
      Crew.await("both writers wait", () -> lock.waiters() == 2);
      long before = ids.stream().mapToLong(threads::getThreadCpuTime).sum();
      assertThat(
              PoolTesting.get(Crew.thread(() -> lock.writeLock().tryLock(Duration.ofSeconds(1)))))
          .isFalse();
      long work = ids.stream().mapToLong(threads::getThreadCpuTime).sum() - before;
      assertThat(work).isLessThan(TimeUnit.MILLISECONDS.toNanos(200));
      lock.readLock().unlock();
      for (Future<?> writer : writers) {
        PoolTesting.get(writer);
      }
    }
  }

  @Test
  void shouldBeWokenThoughOneDiedBeforeTheGuardOfTheSemaphore() throws Exception {
    Signals signals = Signals.in(directory);
    try (var semaphore = SharedSemaphore.create(1);
        var crew = new Crew()) {
      var thread = new AtomicReference<Thread>();
      Future<Object> first = Crew.thread(() -> acquireTwo(semaphore, thread));
      Crew.await("the first waits", () -> semaphore.waiters() == 1);
      Future<Object> second = Crew.thread(() -> acquireTwo(semaphore, new AtomicReference<>()));
      Crew.await("the second waits", () -> semaphore.waiters() == 2);
      crew.child(
          () -> {
            Steps.set(
                step -> {
                  if (step.equals("semaphore before take")) {
                    try {
                      signals.raise("guarded");
                      signals.await("on");
                    } catch (Exception e) {
                      throw new IllegalStateException(e);
                    }
                  }
                });
            semaphore.acquire();
            semaphore.release();
          });
      signals.expect("guarded");
      ChildProcess dead = crew.child(() -> semaphore.tryAcquire());
      Crew.await("the third waits for the guard", () -> semaphore.waiters() >= 3);
      crew.kill(dead);
      signals.raise("on");
      crew.join();
      Crew.await("both wait again", () -> semaphore.waiters() == 2);
      thread.get().interrupt();
      assertThatThrownBy(() -> first.get()).hasCauseInstanceOf(InterruptedException.class);
      semaphore.release();
      assertThat(second.get(SOON.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo("done");
    }
  }

  private static Object acquireTwo(SharedSemaphore semaphore, AtomicReference<Thread> thread)
      throws InterruptedException {
    thread.set(Thread.currentThread());
    semaphore.acquire(2);
    return "done";
  }

  @Test
  @SuppressWarnings("WaitNotInLoop") // Nobody signals.
  void shouldNotWaitForConditionsForLessThanNothing() throws Exception {
    try (var lock = SharedReentrantLock.create();
        var condition = lock.newCondition()) {
      Future<Object> waits =
          Crew.thread(
              () -> {
                lock.lock();
                try {
                  assertThat(condition.awaitNanos(Long.MIN_VALUE)).isNotPositive();
                  assertThat(condition.await(Long.MIN_VALUE, TimeUnit.DAYS)).isFalse();
                  assertThat(condition.awaitUntil(new Date(Long.MIN_VALUE))).isFalse();
                  assertThat(condition.awaitUntil(new Date(0))).isFalse();
                } finally {
                  lock.unlock();
                }
                return "done";
              });
      assertThat(PoolTesting.get(waits)).isEqualTo("done");
    }
  }
}
