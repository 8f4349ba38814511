package dev.procession.pool;

import static dev.procession.pool.PoolMapTest.failingAt;
import static dev.procession.pool.PoolMapTest.range;
import static dev.procession.pool.PoolMapTest.squares;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheckPerClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code stream}, {@code outcomes} and their unordered forms: lazy, with back-pressure. */
@ExtendWith(LeakCheckPerClass.class)
class PoolStreamTest {
  private static ProcessPool pool;

  @BeforeAll
  static void open() {
    pool = PoolTesting.openUp(c -> c.workers(3));
  }

  @AfterAll
  static void close() {
    pool.close();
  }

  @Test
  @Conformance("_TestPool.test_imap")
  void shouldStreamInOrderAndEnd() {
    Iterator<Integer> results = pool.stream(PoolMapTest::square, range(20)).iterator();
    for (int n = 0; n < 20; n++) {
      assertThat(results.next()).isEqualTo(n * n);
    }
    assertThatThrownBy(results::next).isInstanceOf(NoSuchElementException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 100})
  @Conformance("_TestPool.test_imap")
  void shouldStreamInOrderWithAnyChunkSize(int chunk) {
    assertThat(pool.stream(PoolMapTest::square, range(200), o -> o.chunkSize(chunk)))
        .containsExactlyElementsOf(squares(200));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 10, 25})
  @Conformance("_TestPool.test_imap_handle_iterable_exception")
  void shouldDeliverWhatCameBeforeTheInputFailed(int at) {
    // Python loses the failing chunk as a whole; here chunks are an inner affair.
    for (int chunk : new int[] {1, 4}) {
      var delivered = new ArrayList<Integer>();
      assertThatThrownBy(
              () ->
                  pool.stream(PoolMapTest::square, failingAt(at), o -> o.chunkSize(chunk))
                      .forEach(delivered::add))
          .hasMessage("input " + at);
      assertThat(delivered).isEqualTo(squares(at));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7})
  @Conformance("_TestPool.test_imap_unordered")
  void shouldStreamAllInAnyOrder(int chunk) {
    assertThat(pool.streamUnordered(PoolMapTest::square, range(200), o -> o.chunkSize(chunk)))
        .containsExactlyInAnyOrderElementsOf(squares(200));
  }

  @Test
  void shouldDeliverTheFastBeforeTheSlowWhenUnordered(@TempDir Path directory) throws Exception {
    var signals = Signals.in(directory);
    try (Stream<Integer> stream =
        pool.streamUnordered(
            n -> {
              if (n == 0) {
                signals.await("others-delivered");
              }
              return n;
            },
            range(10),
            o -> o.chunkSize(1))) {
      var order = new ArrayList<Integer>();
      Iterator<Integer> results = stream.iterator();
      for (int i = 0; i < 9; i++) {
        order.add(results.next());
      }
      signals.raise("others-delivered");
      order.add(results.next());
      assertThat(order.getLast()).isZero();
    }
  }

  @Test
  @Conformance("_TestPool.test_imap_unordered_handle_iterable_exception")
  void shouldThrowTheInputsErrorAmongDistinctValuesWhenUnordered() {
    var delivered = new ArrayList<Integer>();
    assertThatThrownBy(
            () -> pool.streamUnordered(PoolMapTest::square, failingAt(20)).forEach(delivered::add))
        .hasMessage("input 20");
    assertThat(delivered).doesNotHaveDuplicates().isSubsetOf(squares(20));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10})
  @Conformance({
    "MiscTestCase.test_imap_buffersize",
    "PoolExecutorTest.test_map_buffersize",
    "ExecutorTest.test_map_buffersize_when_buffer_is_full"
  })
  void shouldReadNoFurtherAheadThanTheBuffer(int buffer) {
    var read = new AtomicInteger();
    try (Stream<Integer> stream =
        pool.stream(PoolMapTest::square, counting(read), o -> o.buffer(buffer))) {
      Iterator<Integer> results = stream.iterator();
      for (int taken = 0; taken < 20; taken++) {
        assertThat(results.next()).isEqualTo(taken * taken);
        assertThat(read.get()).isLessThanOrEqualTo(taken + 1 + buffer);
      }
      PoolTesting.await("the buffer is full", () -> read.get() == 20 + buffer);
    }
  }

  @Test
  @Conformance("MiscTestCase.test_imap_buffersize")
  void shouldWakeAReaderWhenThePoolIsStopped() throws Exception {
    var second = PoolTesting.openUp(c -> c.workers(1));
    var read = new AtomicInteger();
    Stream<Integer> stream = second.stream(PoolMapTest::square, counting(read), o -> o.buffer(2));
    Iterator<Integer> results = stream.iterator();
    assertThat(results.next()).isZero();
    second.shutdownNow();
    assertThat(second.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(() -> results.forEachRemaining(_ -> {}))
        .isInstanceOfAny(
            RejectedExecutionException.class, java.util.concurrent.CancellationException.class);
    stream.close();
  }

  @Test
  void shouldRunNothingBeforeTheTerminalOperation() {
    var read = new AtomicInteger();
    try (Stream<Integer> stream = pool.stream(PoolMapTest::square, counting(read))) {
      assertThat(stream.isParallel()).isFalse();
      assertThat(read).hasValue(0);
    }
  }

  @Test
  void shouldStreamAnEndlessInput() {
    assertThat(pool.stream(PoolMapTest::square, counting(new AtomicInteger())).limit(1000))
        .containsExactlyElementsOf(squares(1000));
  }

  @Test
  void shouldStopReadingWhenClosed() {
    var read = new AtomicInteger();
    try (Stream<Integer> stream = pool.stream(PoolMapTest::square, counting(read))) {
      assertThat(stream.iterator().next()).isZero();
    }
    PoolTesting.await(
        "reading has stopped",
        () -> {
          int before = read.get();
          Thread.sleep(100);
          return read.get() == before;
        });
  }

  @Test
  void shouldBoundTheBytesOfUnreadResults() {
    var read = new AtomicInteger();
    try (Stream<byte[]> stream =
        pool.stream(
            n -> new byte[1 << 20], counting(read), o -> o.chunkSize(1).bufferBytes(4 << 20))) {
      Iterator<byte[]> results = stream.iterator();
      assertThat(results.next()).hasSize(1 << 20);
      PoolTesting.await(
          "reading has stopped",
          () -> {
            int before = read.get();
            Thread.sleep(200);
            return read.get() == before;
          });
      // Results of items already on their way come in addition to the 4 MiB.
      assertThat(read.get()).isLessThan(200);
    }
  }

  @Test
  @Conformance("ExecutorTest.test_map_exception")
  void shouldEndWithTheFirstFailureInOrder() {
    var delivered = new ArrayList<Integer>();
    assertThatThrownBy(() -> pool.stream(n -> 10 / (5 - n), range(100)).forEach(delivered::add))
        .isInstanceOf(ArithmeticException.class);
    assertThat(delivered).hasSize(5);
  }

  @Test
  void shouldGiveFailuresAsOutcomesAndGoOn() {
    List<Outcome<Integer, Integer>> outcomes =
        pool.outcomes((Integer n) -> 100 / (n % 10), range(50)).toList();
    assertThat(outcomes).extracting(Outcome::index).containsExactlyElementsOf(longs(50));
    assertThat(outcomes).extracting(Outcome::item).containsExactlyElementsOf(range(50));
    assertThat(outcomes).extracting(Outcome::attempts).containsOnly(1);
    assertThat(outcomes).allMatch(o -> (o instanceof Outcome.Failure) == (o.index() % 10 == 0));
    assertThatThrownBy(() -> outcomes.getFirst().value())
        .isInstanceOf(NoSuchElementException.class)
        .hasCauseInstanceOf(ArithmeticException.class);
    assertThat(outcomes.get(4).value()).isEqualTo(25);
  }

  @Test
  void shouldGiveOneOutcomeForEachItemWhenUnordered() {
    assertThat(pool.outcomesUnordered((Integer n) -> 100 / (n % 10), range(50)))
        .extracting(Outcome::index)
        .containsExactlyInAnyOrderElementsOf(longs(50));
  }

  @Test
  void shouldLetAStreamCallItsOwnPool() {
    assertThat(pool.stream(PoolMapTest::square, range(30)).map(n -> pool.apply(() -> n + 1)))
        .containsExactlyElementsOf(squares(30).stream().map(n -> n + 1).toList());
  }

  @Test
  void shouldRunSeveralStreamsAtOnce() throws Exception {
    var first =
        CompletableFuture.supplyAsync(() -> pool.stream(PoolMapTest::square, range(5000)).toList());
    assertThat(pool.stream(PoolMapTest::square, range(5000)))
        .containsExactlyElementsOf(squares(5000));
    assertThat(PoolTesting.get(first)).isEqualTo(squares(5000));
  }

  @Test
  void shouldNotLetAnUnreadStreamHoldUpOtherCalls() {
    try (Stream<Integer> stream = pool.stream(PoolMapTest::square, counting(new AtomicInteger()))) {
      assertThat(stream.iterator().next()).isZero();
      assertThat(pool.map(PoolMapTest::square, range(100))).isEqualTo(squares(100));
    }
  }

  @Test
  void shouldRefuseNull() {
    assertThatNullPointerException().isThrownBy(() -> pool.stream(null, range(1)));
    assertThatNullPointerException().isThrownBy(() -> pool.stream(PoolMapTest::square, null));
    assertThatNullPointerException()
        .isThrownBy(() -> pool.stream(PoolMapTest::square, range(1), o -> null));
  }

  private static List<Long> longs(int count) {
    return range(count).stream().map(Integer::longValue).toList();
  }

  /** 0, 1, 2, … for ever; counts how many have been read. */
  private static Iterable<Integer> counting(AtomicInteger read) {
    return () -> Stream.generate(read::getAndIncrement).iterator();
  }

  /** Does not know how many it has. */
  private static final class Uncounted extends AbstractCollection<Integer> {
    @Override
    public Iterator<Integer> iterator() {
      return List.of(1, 2, 3).iterator();
    }

    @Override
    public int size() {
      throw new IllegalStateException("size");
    }
  }

  @Test
  void shouldThrowWhatTheInputThrowsWhenItIsCounted() throws Exception {
    try (var own = ProcessPool.open(1)) {
      assertThatThrownBy(() -> own.stream(n -> n, new Uncounted()).toList()).hasMessage("size");
      assertThatThrownBy(() -> own.map(n -> n, new Uncounted())).hasMessage("size");
      assertThatThrownBy(() -> own.mapAsync(n -> n, new Uncounted())).hasMessage("size");
      assertThatThrownBy(() -> own.map(n -> n, () -> null))
          .isInstanceOf(NullPointerException.class)
          .hasMessageContaining("iterator()");
    }
  }

  @Test
  void shouldEndWhenThePoolIsShutDownWhileTheInputIsRead() throws Exception {
    var reading = new CountDownLatch(1);
    var shut = new CountDownLatch(1);
    Iterable<Integer> slow =
        () ->
            Stream.generate(
                    () -> {
                      reading.countDown();
                      try {
                        shut.await();
                      } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                      }
                      return 1;
                    })
                .iterator();
    var own = ProcessPool.open(1);
    try {
      Future<List<Integer>> results =
          CompletableFuture.supplyAsync(
              () -> own.stream(PoolMapTest::square, slow).toList(), Thread::startVirtualThread);
      reading.await();
      own.shutdown();
      assertThat(own.awaitTermination(PoolTesting.DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      shut.countDown();
      assertThat(PoolTesting.failureOf(results)).isInstanceOf(RejectedExecutionException.class);
    } finally {
      own.close();
    }
  }

  /** Large items that the feeder had in hand at that moment are let go as well. */
  @Test
  void shouldKeepNothingOfLargeItemsWhenClosedEarly() throws Exception {
    Iterable<long[]> endless = () -> Stream.generate(() -> new long[128 << 10]).iterator();
    long before = descriptors();
    for (int round = 0; round < 40; round++) {
      try (Stream<Integer> lengths = pool.stream(x -> x.length, endless, o -> o.buffer(4))) {
        assertThat(lengths.findFirst()).hasValue(128 << 10);
      }
    }
    PoolTesting.await("the memory of large items is given back", () -> descriptors() <= before);
  }

  private static long descriptors() throws IOException {
    try (var open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }

  @Test
  void shouldEndWithTheFailureThatEndsIt() {
    Iterator<Integer> results = pool.stream(n -> 6 / (2 - n), range(10)).iterator();
    assertThat(results.next()).isEqualTo(3);
    assertThat(results.next()).isEqualTo(6);
    assertThatThrownBy(results::next).isInstanceOf(ArithmeticException.class);
    assertThat(results.hasNext()).isFalse();
  }

  /** Nothing is known of the first results: so many may be on their way. */
  @Test
  void shouldHoldNoMoreBytesOfResultsThanAllowed() {
    int bytes = 1 << 20;
    int allowed = 8;
    long before = pool.stats().done();
    try (Stream<byte[]> results =
        pool.stream(
            n -> new byte[bytes],
            Stream.iterate(0, n -> n + 1)::iterator,
            o -> o.bufferBytes(allowed * (long) bytes))) {
      Iterator<byte[]> iterator = results.iterator();
      assertThat(iterator.next()).hasSize(bytes);
      PoolTesting.await("all is quiet", () -> pool.stats().workersBusy() == 0);
      assertThat(pool.stats().done() - before).isBetween((long) allowed, allowed + 3L * 3);
      for (int i = 0; i < 100; i++) {
        assertThat(iterator.next()).hasSize(bytes);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4})
  void shouldNotMissItemsThatThereAreNotIfThePoolIsShutDown(int items, @TempDir Path directory)
      throws Exception {
    var signals = Signals.in(directory);
    try (var closing = PoolTesting.openUp(c -> c.workers(1))) {
      Future<List<Integer>> results = shutDownMeanwhile(closing, signals, range(items), 3);
      if (items == 3) {
        assertThat(PoolTesting.get(results)).containsExactly(0, 1, 2);
      } else {
        assertThat(PoolTesting.failureOf(results)).isInstanceOf(RejectedExecutionException.class);
      }
    }
  }

  @Test
  void shouldNotWaitForAnInputThatBlocksIfThePoolIsShutDown(@TempDir Path directory)
      throws Exception {
    var signals = Signals.in(directory);
    var unblock = new CountDownLatch(1);
    try (var closing = PoolTesting.openUp(c -> c.workers(1))) {
      Stream<Integer> input =
          Stream.iterate(0, n -> n + 1)
              .peek(
                  n -> {
                    if (n == 3) {
                      awaitQuietly(unblock);
                    }
                  });
      Future<List<Integer>> results = shutDownMeanwhile(closing, signals, input::iterator, 2);
      assertThat(PoolTesting.failureOf(results)).isInstanceOf(RejectedExecutionException.class);
      unblock.countDown();
    }
  }

  /** Shuts a pool down when the first item of a stream has begun; items read ahead follow it. */
  private static Future<List<Integer>> shutDownMeanwhile(
      ProcessPool closing, Signals signals, Iterable<Integer> input, int buffer) throws Exception {
    Future<List<Integer>> results =
        CompletableFuture.supplyAsync(
            () ->
                closing.stream(
                        n -> {
                          signals.raise("begun");
                          signals.await("go");
                          return n;
                        },
                        input,
                        o -> o.buffer(buffer).chunkSize(1))
                    .toList(),
            Thread::startVirtualThread);
    signals.expect("begun");
    closing.shutdown();
    signals.raise("go");
    return results;
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
