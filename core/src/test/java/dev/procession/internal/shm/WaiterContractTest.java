package dev.procession.internal.shm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ChildProcess;
import dev.procession.Context;
import dev.procession.StartMethod;
import dev.procession.pool.PoolTesting;
import dev.procession.testing.LeakCheckPerClass;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What both ways to sleep on a word promise, for both kinds of threads. */
@ExtendWith(LeakCheckPerClass.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WaiterContractTest {
  private static final int WORD = SegmentPlan.WORDS;
  private static final int OTHER = SegmentPlan.WORDS + 64;
  private static final int ROUNDS = 15;
  private static final long MILLI = 1_000_000;

  /** Well below the longest sleep, after which everybody looks again. */
  private static final long PROMPT = 200_000_000;

  /** Nobody sleeps less, virtual threads neither, unless woken. */
  private static final long LONG = 900_000_000;

  private static final EnumMap<How, Sleeper> ENDLESS = new EnumMap<>(How.class);
  private static Segment untouched;

  private Segment segment;

  /** Who sleeps, and how. */
  enum How {
    KERNEL_PLATFORM,
    KERNEL_VIRTUAL,
    POLLING_PLATFORM,
    POLLING_VIRTUAL;

    Waiter waiter() {
      return Waiter.of(name().startsWith("KERNEL") ? Waiter.KERNEL : Waiter.POLLING);
    }

    Thread start(Runnable work) {
      return name().endsWith("VIRTUAL")
          ? Thread.ofVirtual().start(work)
          : Thread.ofPlatform().daemon().name("sleeper").start(work);
    }
  }

  /** How one sleep went. */
  private record Sleep(long nanos, long cpuNanos, boolean thrown, boolean status) {}

  /** A thread that sleeps once. */
  private static final class Sleeper {
    final CountDownLatch begun = new CountDownLatch(1);
    final CompletableFuture<Sleep> slept = new CompletableFuture<>();
    final Thread thread;

    Sleeper(
        Segment segment,
        How how,
        int expected,
        int bits,
        long nanos,
        boolean interruptible,
        boolean before) {
      thread =
          how.start(
              () -> {
                if (before) {
                  Thread.currentThread().interrupt();
                }
                begun.countDown();
                long usedBefore = cpuNanos();
                long start = System.nanoTime();
                boolean thrown = false;
                try {
                  how.waiter().await(segment, WORD, expected, bits, nanos, interruptible);
                } catch (InterruptedException e) {
                  thrown = true;
                }
                long took = System.nanoTime() - start;
                long used = cpuNanos() - usedBefore;
                slept.complete(
                    new Sleep(took, used, thrown, Thread.currentThread().isInterrupted()));
              });
    }

    /** What the calling thread has used; nobody counts that of a virtual one. */
    private static long cpuNanos() {
      return Thread.currentThread().isVirtual()
          ? 0
          : ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    Sleep get() throws Exception {
      return slept.get(30, TimeUnit.SECONDS);
    }
  }

  private Sleeper sleeper(How how, long nanos) {
    return sleeper(how, 0, Waiter.ANY, nanos, false, false);
  }

  private Sleeper sleeper(
      How how, int expected, int bits, long nanos, boolean interruptible, boolean before) {
    return new Sleeper(segment, how, expected, bits, nanos, interruptible, before);
  }

  /** They sleep while the other tests run, since the longest sleep is long. */
  @BeforeAll
  static void sleepEndlessly() {
    untouched = make();
    // Linking native calls takes time that belongs to no test.
    How.KERNEL_PLATFORM.waiter().wake(untouched, WORD, 1, Waiter.ANY);
    for (How how : How.values()) {
      ENDLESS.put(how, new Sleeper(untouched, how, 0, Waiter.ANY, Long.MAX_VALUE, false, false));
    }
  }

  @AfterAll
  static void wakeAll() throws Exception {
    untouched.setInt(WORD, 1);
    for (Sleeper sleeper : ENDLESS.values()) {
      How.KERNEL_PLATFORM.waiter().wake(untouched, WORD, Waiter.ALL, Waiter.ANY);
      sleeper.get();
    }
    untouched.release();
  }

  @BeforeEach
  void open() {
    segment = make();
  }

  @AfterEach
  void close() {
    segment.release();
  }

  private static Segment make() {
    return Segments.create(
        new SegmentPlan(SegmentKind.EVENT, "contract", 0, 128, new int[] {WORD, OTHER}, 16, 64));
  }

  @ParameterizedTest
  @EnumSource
  void shouldReturnAtOnceWhenTheWordDiffers(How how) throws Exception {
    long[] took = new long[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      took[i] = sleeper(how, 7, Waiter.ANY, Long.MAX_VALUE, true, false).get().nanos;
    }
    assertThat(median(took)).isLessThan(PROMPT);
  }

  @ParameterizedTest
  @EnumSource
  void shouldWakeAfterAChange(How how) throws Exception {
    long[] took = new long[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      segment.setInt(WORD, 0);
      Sleeper sleeper = sleeper(how, Long.MAX_VALUE);
      sleeper.begun.await();
      // Sometimes before it sleeps, sometimes after.
      LockSupport.parkNanos(i * MILLI);
      long changed = System.nanoTime();
      segment.setInt(WORD, 1);
      how.waiter().wake(segment, WORD, 1, Waiter.ANY);
      sleeper.get();
      took[i] = System.nanoTime() - changed;
    }
    assertThat(median(took)).isLessThan(PROMPT / 4);
  }

  @ParameterizedTest
  @EnumSource
  void shouldSleepAsLongAsSaid(How how) throws Exception {
    for (long nanos : new long[] {Long.MIN_VALUE, -1, 0, 1, MILLI, 60 * MILLI}) {
      long took = sleeper(how, nanos).get().nanos;
      assertThat(took).as("nanos=%d", nanos).isBetween(nanos, Math.max(0, nanos) + 2000 * MILLI);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldThrowWhenInterruptedBefore(How how) throws Exception {
    for (int expected : new int[] {0, 7}) {
      Sleep sleep = sleeper(how, expected, Waiter.ANY, Long.MAX_VALUE, true, true).get();
      assertThat(sleep.thrown).isTrue();
      assertThat(sleep.status).isFalse();
      assertThat(sleep.nanos).isLessThan(LONG);
    }
    assertThat(sleeper(how, 0, Waiter.ANY, 0, true, true).get().thrown).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void shouldThrowWhenInterruptedMeanwhile(How how) throws Exception {
    long[] took = new long[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      var sleeper = sleeper(how, 0, Waiter.ANY, Long.MAX_VALUE, true, false);
      sleeper.begun.await();
      LockSupport.parkNanos(i * MILLI / 4);
      long interrupted = System.nanoTime();
      sleeper.thread.interrupt();
      Sleep sleep = sleeper.get();
      took[i] = System.nanoTime() - interrupted;
      assertThat(sleep.thrown).isTrue();
      assertThat(sleep.status).isFalse();
    }
    assertThat(median(took)).isLessThan(PROMPT / 4);
  }

  @ParameterizedTest
  @EnumSource
  void shouldKeepTheStatusOfAThreadThatDoesNotListen(How how) throws Exception {
    Sleep before = sleeper(how, 0, Waiter.ANY, 50 * MILLI, false, true).get();
    assertThat(before.thrown).isFalse();
    assertThat(before.status).isTrue();
    assertThat(before.nanos).isGreaterThanOrEqualTo(50 * MILLI);
    Sleeper sleeper = sleeper(how, 200 * MILLI);
    sleeper.begun.await();
    sleeper.thread.interrupt();
    Sleep meanwhile = sleeper.get();
    assertThat(meanwhile.thrown).isFalse();
    assertThat(meanwhile.status).isTrue();
    assertThat(meanwhile.nanos).isGreaterThanOrEqualTo(200 * MILLI);
  }

  @ParameterizedTest
  @EnumSource(names = {"KERNEL_PLATFORM", "KERNEL_VIRTUAL"})
  void shouldWakeThoseOnlyWhoseBitsMeet(How how) throws Exception {
    for (int i = 0; i < 3; i++) {
      var meant = sleeper(how, 0, 0b0110, Long.MAX_VALUE, false, false);
      var other = sleeper(how, 0, 0b1001, 1000 * MILLI, false, false);
      // The word stays the same, so that only who is asleep already is woken.
      while (!meant.slept.isDone()) {
        how.waiter().wake(segment, WORD, Waiter.ALL, 0b0010);
        LockSupport.parkNanos(MILLI);
      }
      assertThat(meant.get().nanos).isLessThan(LONG);
      assertThat(other.get().nanos).isGreaterThanOrEqualTo(LONG);
      // Whoever slept in place of a virtual thread may sleep still, and would wake the next one.
      close();
      open();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"KERNEL_PLATFORM", "KERNEL_VIRTUAL"})
  void shouldNotLoseTheWakeOfAThreadThatIsInterruptedMeanwhile(How how) throws Exception {
    for (int i = 0; i < 40; i++) {
      segment.setInt(WORD, 0);
      var first = sleeper(how, 0, Waiter.ANY, Long.MAX_VALUE, true, false);
      first.begun.await();
      LockSupport.parkNanos(MILLI / 2);
      Sleeper second = sleeper(how, Long.MAX_VALUE);
      second.begun.await();
      LockSupport.parkNanos(MILLI);
      Thread interrupting = Thread.ofPlatform().start(first.thread::interrupt);
      // As whoever wakes does: who is not asleep yet finds out by itself.
      segment.setInt(WORD, 1);
      how.waiter().wake(segment, WORD, 1, Waiter.ANY);
      if (!first.get().thrown) {
        // Then it has taken the wake, and would look at the word.
        how.waiter().wake(segment, WORD, 1, Waiter.ANY);
      }
      assertThat(second.get().nanos).isLessThan(LONG);
      interrupting.join();
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldNotSleepOnMemoryThatWasThereBefore(How how) throws Exception {
    long[] took = new long[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      sleeper(how, MILLI).get();
      // The kernel likes to give the same place to the next one.
      segment.release();
      segment = make();
      Sleeper sleeper = sleeper(how, Long.MAX_VALUE);
      sleeper.begun.await();
      LockSupport.parkNanos(MILLI);
      long changed = System.nanoTime();
      segment.setInt(WORD, 1);
      how.waiter().wake(segment, WORD, 1, Waiter.ANY);
      sleeper.get();
      took[i] = System.nanoTime() - changed;
    }
    assertThat(median(took)).isLessThan(PROMPT / 4);
  }

  // ---- ping-pong --------------------------------------------------------------------------------

  /** A lost wake-up would show as a round as long as the longest sleep. */
  @ParameterizedTest
  @CsvSource({
    "KERNEL_PLATFORM, 100000",
    "KERNEL_VIRTUAL, 20000",
    "POLLING_PLATFORM, 100000",
    "POLLING_VIRTUAL, 100000"
  })
  void shouldLoseNoWakeUp(How how, int rounds) throws Exception {
    Thread partner = how.start(() -> play(how.waiter(), segment, 1, rounds));
    var slowest = new CompletableFuture<Long>();
    how.start(() -> slowest.complete(play(how.waiter(), segment, 0, rounds)));
    long longest = slowest.get(120, TimeUnit.SECONDS);
    assertThat(partner.join(Duration.ofSeconds(30))).isTrue();
    assertThat(longest).isLessThan(Waiter.LONGEST_NANOS);
  }

  @ParameterizedTest
  @EnumSource
  void shouldLoseNoWakeUpBetweenProcesses(How how) throws Exception {
    int rounds = how == How.KERNEL_VIRTUAL ? 10_000 : 100_000;
    long high = segment.address().idHigh();
    long low = segment.address().idLow();
    String place = segment.address().place();
    ChildProcess child =
        ChildProcess.of(
                () -> {
                  var address = new SegmentAddress(high, low, place, place);
                  Segment shared = Segments.attach(address, SegmentKind.EVENT);
                  how.start(() -> play(how.waiter(), shared, 1, rounds)).join();
                  shared.release();
                })
            .context(Context.initial().startMethod(StartMethod.SPAWN))
            .start();
    var slowest = new CompletableFuture<Long>();
    how.start(() -> slowest.complete(play(how.waiter(), segment, 0, rounds)));
    long longest = slowest.get(120, TimeUnit.SECONDS);
    child.join(PoolTesting.DEADLINE);
    assertThat(child.exitCode()).hasValue(0);
    assertThat(longest).isLessThan(Waiter.LONGEST_NANOS);
  }

  /** Waits until the word is its own number, and makes it the other's; says how long it waited. */
  private static long play(Waiter waiter, Segment shared, int self, int rounds) {
    long longest = 0;
    for (int i = 0; i < rounds; i++) {
      long start = System.nanoTime();
      while (shared.getInt(WORD) != self) {
        awaitQuietly(waiter, shared, 1 - self);
      }
      if (i > 0) {
        longest = Math.max(longest, System.nanoTime() - start);
      }
      shared.setInt(WORD, 1 - self);
      waiter.wake(shared, WORD, 1, Waiter.ANY);
    }
    return longest;
  }

  private static void awaitQuietly(Waiter waiter, Segment shared, int expected) {
    awaitQuietly(waiter, shared, expected, Long.MAX_VALUE);
  }

  private static void awaitQuietly(Waiter waiter, Segment shared, int expected, long nanos) {
    try {
      waiter.await(shared, WORD, expected, Waiter.ANY, nanos, false);
    } catch (InterruptedException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  // ---- virtual threads --------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(ints = {Waiter.KERNEL, Waiter.POLLING})
  void shouldLeaveTheCarriersToOthers(int kind) throws Exception {
    ChildProcess child =
        ChildProcess.of(() -> sleepInThousands(Waiter.of(kind)))
            .context(
                Context.initial()
                    .startMethod(StartMethod.SPAWN)
                    .jvmOptions(
                        "-Djdk.virtualThreadScheduler.parallelism=1",
                        "-Djdk.virtualThreadScheduler.maxPoolSize=1"))
            .start();
    child.join(PoolTesting.DEADLINE);
    assertThat(child.exitCode()).hasValue(0);
  }

  private static void sleepInThousands(Waiter waiter) throws Exception {
    Segment shared = make();
    var awake = new AtomicInteger();
    List<Thread> sleepers = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      int word = i % 2 == 0 ? WORD : OTHER;
      sleepers.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      while (shared.getInt(word) == 0) {
                        waiter.await(shared, word, 0, Waiter.ANY, Long.MAX_VALUE, true);
                      }
                      awake.incrementAndGet();
                    } catch (InterruptedException impossible) {
                      throw new IllegalStateException(impossible);
                    }
                  }));
    }
    Thread other =
        Thread.ofVirtual()
            .start(
                () -> {
                  for (int i = 0; i < 1000; i++) {
                    Thread.yield();
                  }
                });
    if (!other.join(Duration.ofSeconds(20)) || awake.get() > 0) {
      throw new IllegalStateException("starved: awake=" + awake);
    }
    long standIns =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("procession-sleep"))
            .count();
    if (standIns > 4) {
      throw new IllegalStateException("standIns=" + standIns);
    }
    for (int word : new int[] {WORD, OTHER}) {
      shared.setInt(word, 1);
      waiter.wake(shared, word, Waiter.ALL, Waiter.ANY);
    }
    for (Thread sleeper : sleepers) {
      if (!sleeper.join(Duration.ofSeconds(20))) {
        throw new IllegalStateException("still asleep: awake=" + awake);
      }
    }
    shared.release();
  }

  // ---- endless sleeps, which end last -----------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  @Order(Integer.MAX_VALUE)
  void shouldSleepNoLongerThanTheLongestSleepAndUseNoProcessorInTheKernel(How how)
      throws Exception {
    Sleep sleep = ENDLESS.get(how).get();
    // The stand-in of a virtual thread sleeps less.
    long least = how == How.KERNEL_VIRTUAL ? LONG : Waiter.LONGEST_NANOS;
    assertThat(sleep.nanos).isBetween(least, Waiter.LONGEST_NANOS + 2000 * MILLI);
    if (how == How.KERNEL_PLATFORM) {
      assertThat(sleep.cpuNanos).isLessThan(20 * MILLI);
    }
  }

  private static long median(long[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }
}
