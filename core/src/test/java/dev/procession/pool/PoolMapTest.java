package dev.procession.pool;

import static dev.procession.pool.PoolTesting.failureOf;
import static dev.procession.pool.PoolTesting.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.procession.NotSendableException;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheckPerClass;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code map} and its relatives: all items, all results, in order. */
@ExtendWith(LeakCheckPerClass.class)
class PoolMapTest {
  private static ProcessPool pool;

  @BeforeAll
  static void open() {
    pool = PoolTesting.openUp(c -> c.workers(3));
  }

  @AfterAll
  static void close() {
    pool.close();
  }

  static int square(int n) {
    return n * n;
  }

  static List<Integer> squares(int count) {
    return range(count).stream().map(PoolMapTest::square).toList();
  }

  static List<Integer> range(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  @Test
  @Conformance("_TestPool.test_map")
  void shouldKeepOrder() {
    assertThat(pool.map(PoolMapTest::square, range(10))).isEqualTo(squares(10));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 20, 1000})
  @Conformance({"_TestPool.test_map", "ProcessPoolExecutorTest.test_map_chunksize"})
  void shouldKeepOrderWithAnyChunkSize(int chunk) {
    assertThat(pool.map(PoolMapTest::square, range(100), o -> o.chunkSize(chunk)))
        .isEqualTo(squares(100));
  }

  @Test
  void shouldKeepOrderOfManyItems() {
    assertThat(pool.map(PoolMapTest::square, range(200_000))).isEqualTo(squares(200_000));
  }

  @Test
  void shouldKeepOrderOfItemsThatTakeDifferentTimes() {
    assertThat(
            pool.map(
                n -> {
                  Thread.sleep(n % 7 == 0 ? 20 : 0);
                  return n;
                },
                range(100)))
        .isEqualTo(range(100));
  }

  @Test
  void shouldShareItemsAmongAllWorkers() {
    List<Long> pids =
        pool.map(
            n -> {
              Thread.sleep(30);
              return PoolTesting.pid();
            },
            range(60));
    assertThat(pids).containsOnlyElementsOf(pool.workerPids()).containsAll(pool.workerPids());
  }

  @Test
  void shouldAcceptNullItemsAndNullResults() {
    assertThat(pool.map(n -> n == null ? "none" : null, Arrays.asList(1, null, 2)))
        .containsExactly(null, "none", null);
  }

  @Test
  void shouldGiveAListThatCanBeChanged() {
    List<Integer> results = pool.map(PoolMapTest::square, range(3));
    Collections.reverse(results);
    results.add(9);
    assertThat(results).containsExactly(4, 1, 0, 9);
  }

  @Test
  @Conformance("_TestPool.test_starmap")
  void shouldMapPairsInOrder() {
    var pairs = range(50).stream().map(n -> Map.entry(n, n + 1)).toList();
    assertThat(pool.<Integer, Integer, Integer>starmap((a, b) -> a * b, pairs))
        .isEqualTo(range(50).stream().map(n -> n * (n + 1)).toList());
  }

  @Test
  @Conformance("_TestPool.test_starmap_async")
  void shouldMapPairsWithoutWaiting() throws Exception {
    var pairs = range(50).stream().map(n -> Map.entry(n, n + 1)).toList();
    assertThat(get(pool.<Integer, Integer, Integer>starmapAsync((a, b) -> a * b, pairs)))
        .isEqualTo(range(50).stream().map(n -> n * (n + 1)).toList());
  }

  @Test
  @Conformance("_TestPool.test_map_async")
  void shouldMapWithoutWaiting() throws Exception {
    assertThat(get(pool.mapAsync(PoolMapTest::square, range(100)))).isEqualTo(squares(100));
  }

  @Test
  @Conformance("_TestPool.test_map_async_callbacks")
  void shouldCallBackOnceWithAllResults() throws Exception {
    var calls = new AtomicInteger();
    var results = new AtomicReference<List<Integer>>();
    CompletableFuture<?> done =
        pool.mapAsync(PoolMapTest::square, range(10))
            .thenAccept(
                list -> {
                  calls.incrementAndGet();
                  results.set(list);
                });
    get(done);
    assertThat(results.get()).isEqualTo(squares(10));
    assertThat(calls).hasValue(1);
  }

  @Test
  @Conformance("_TestPool.test_map_async_callbacks")
  void shouldCallBackOnceWithTheError() throws Exception {
    var calls = new AtomicInteger();
    var seen = new AtomicReference<Throwable>();
    CompletableFuture<?> done =
        pool.mapAsync(n -> 1 / n, range(10))
            .exceptionally(
                error -> {
                  calls.incrementAndGet();
                  seen.set(error);
                  return List.of();
                });
    get(done);
    assertThat(seen.get()).isInstanceOf(ArithmeticException.class);
    assertThat(calls).hasValue(1);
  }

  @Test
  @Conformance("_TestPool.test_map_unplicklable")
  void shouldThrowInTheCallerWhenAnItemCannotBeSent() {
    List<Object> items = List.of(1, new Object(), 3);
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> pool.map(o -> o, items))
          .isInstanceOf(NotSendableException.class)
          .hasMessageContaining("java.lang.Object");
    }
  }

  @Test
  void shouldThrowInTheCallerWhenTheFunctionCannotBeSent() {
    var captured = new Object();
    assertThatThrownBy(() -> pool.map(n -> captured.hashCode() + n, range(3)))
        .isInstanceOf(NotSendableException.class)
        .hasMessageContaining("PoolMapTest.java");
  }

  @Test
  @Conformance("_TestPool.test_map_chunksize")
  void shouldMapNothingAtOnceWithAChunkSize() throws Exception {
    assertThat(get(pool.mapAsync(PoolMapTest::square, List.<Integer>of(), o -> o.chunkSize(1))))
        .isEmpty();
  }

  @Test
  @Conformance("_TestPool.test_empty_iterable")
  void shouldGiveNothingForNothing() throws Exception {
    List<Integer> none = List.of();
    List<Map.Entry<Integer, Integer>> noPairs = List.of();
    assertThat(pool.map(PoolMapTest::square, none)).isEmpty();
    assertThat(get(pool.mapAsync(PoolMapTest::square, none))).isEmpty();
    assertThat(pool.<Integer, Integer, Integer>starmap(Integer::sum, noPairs)).isEmpty();
    assertThat(get(pool.<Integer, Integer, Integer>starmapAsync(Integer::sum, noPairs))).isEmpty();
    assertThat(pool.stream(PoolMapTest::square, none)).isEmpty();
    assertThat(pool.streamUnordered(PoolMapTest::square, none)).isEmpty();
    assertThat(pool.outcomes(PoolMapTest::square, none)).isEmpty();
    assertThat(pool.outcomesUnordered(PoolMapTest::square, none)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 29})
  @Conformance("_TestPool.test_map_handle_iterable_exception")
  void shouldThrowWhatTheInputThrew(int at) {
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> pool.map(PoolMapTest::square, failingAt(at)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("input " + at);
      assertThatThrownBy(() -> pool.map(PoolMapTest::square, failingAt(at), o -> o.chunkSize(3)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("input " + at);
    }
  }

  @Test
  @Conformance("_TestPool.test_map_handle_iterable_exception")
  void shouldThrowWhatAnInputOfKnownLengthThrew() {
    List<Integer> items =
        new AbstractList<>() {
          @Override
          public Integer get(int index) {
            if (index == 20) {
              throw new IllegalStateException("input 20");
            }
            return index;
          }

          @Override
          public int size() {
            return 1 << 20;
          }
        };
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> pool.map(PoolMapTest::square, items)).hasMessage("input 20");
    }
  }

  @Test
  void shouldThrowWhatTheIterableThrewWhenAskedForItsIterator() {
    Iterable<Integer> items =
        () -> {
          throw new IllegalStateException("no iterator");
        };
    assertThatThrownBy(() -> pool.map(PoolMapTest::square, items)).hasMessage("no iterator");
  }

  @Test
  @Conformance("_TestPool.test_map_no_failfast")
  void shouldRunAllItemsThoughSomeFail(@TempDir java.nio.file.Path directory) throws Exception {
    var signals = Signals.in(directory);
    assertThatThrownBy(
            () ->
                pool.map(
                    n -> {
                      signals.append("ran-" + n, "");
                      if (n == 0) {
                        throw new IllegalStateException("first");
                      }
                      return new byte[100_000];
                    },
                    range(50),
                    o -> o.chunkSize(1)))
        .hasMessage("first");
    assertThat(range(50)).allMatch(n -> signals.isRaised("ran-" + n));
  }

  @Test
  void shouldThrowTheFirstFailureInOrderWithTheOthersSuppressed() {
    Throwable error =
        catchThrowable(
            () ->
                pool.map(
                    n -> {
                      if (n % 10 == 5) {
                        throw new IllegalStateException("item " + n);
                      }
                      return n;
                    },
                    range(40),
                    o -> o.chunkSize(1)));
    assertThat(error).hasMessage("item 5");
    assertThat(error.getSuppressed())
        .extracting(Throwable::getMessage)
        .containsExactly("item 15", "item 25", "item 35");
  }

  @Test
  void shouldSuppressTenFailuresAtMost() {
    Throwable error = catchThrowable(() -> pool.map(n -> 1 / (n * 0), range(100)));
    assertThat(error).isInstanceOf(ArithmeticException.class);
    assertThat(error.getSuppressed()).hasSize(10);
  }

  @Test
  void shouldLeaveOtherCallsAloneWhenOneFails() throws Exception {
    var fine = pool.mapAsync(PoolMapTest::square, range(1000));
    assertThat(failureOf(pool.mapAsync(n -> 1 / n, range(1000))))
        .isInstanceOf(ArithmeticException.class);
    assertThat(get(fine)).isEqualTo(squares(1000));
  }

  @Test
  void shouldSendLargeItemsAndResults() {
    List<byte[]> results =
        pool.map(n -> new byte[n], List.of(5 << 20, 0, 3 << 20), o -> o.chunkSize(1));
    assertThat(results).extracting(a -> a.length).containsExactly(5 << 20, 0, 3 << 20);
    assertThat(pool.map(a -> a.length, results)).containsExactly(5 << 20, 0, 3 << 20);
  }

  @Test
  void shouldStopAndKeepTheInterruptWhenTheCallerIsInterrupted(
      @TempDir java.nio.file.Path directory) throws Exception {
    var signals = Signals.in(directory);
    var seen = new AtomicReference<Throwable>();
    var interrupted = new AtomicReference<Boolean>();
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  seen.set(
                      catchThrowable(
                          () ->
                              pool.map(
                                  n -> {
                                    signals.raise("begun");
                                    signals.await("never");
                                    return n;
                                  },
                                  range(100))));
                  interrupted.set(Thread.currentThread().isInterrupted());
                });
    signals.expect("begun");
    caller.interrupt();
    assertThat(caller.join(PoolTesting.DEADLINE)).isTrue();
    assertThat(seen.get()).isInstanceOf(CancellationException.class);
    assertThat(interrupted.get()).isTrue();
    assertThat(pool.map(PoolMapTest::square, range(10))).isEqualTo(squares(10));
  }

  @Test
  void shouldStopItemsOfACancelledMap(@TempDir java.nio.file.Path directory) throws Exception {
    var signals = Signals.in(directory);
    CompletableFuture<List<Integer>> future =
        pool.mapAsync(
            n -> {
              signals.append("begun", String.valueOf(n));
              signals.await("never");
              return n;
            },
            range(100));
    signals.expect("begun");
    assertThat(future.cancel(true)).isTrue();
    assertThat(pool.map(PoolMapTest::square, range(10))).isEqualTo(squares(10));
    assertThat(signals.lines("begun")).hasSizeLessThanOrEqualTo(6);
  }

  @Test
  void shouldServeManyCallersAtOnce() throws Exception {
    List<CompletableFuture<List<Integer>>> calls = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      calls.add(pool.mapAsync(PoolMapTest::square, range(100 + i)));
    }
    for (int i = 0; i < 20; i++) {
      assertThat(get(calls.get(i))).isEqualTo(squares(100 + i));
    }
  }

  @Test
  void shouldRefuseNull() {
    assertThatNullPointerException().isThrownBy(() -> pool.map(null, range(1)));
    assertThatNullPointerException().isThrownBy(() -> pool.map(PoolMapTest::square, null));
    assertThatNullPointerException()
        .isThrownBy(() -> pool.map(PoolMapTest::square, range(1), o -> null));
    assertThatNullPointerException().isThrownBy(() -> pool.mapAsync(null, range(1)));
    assertThatNullPointerException().isThrownBy(() -> pool.starmap(null, List.of()));
    assertThatNullPointerException()
        .isThrownBy(() -> pool.<Integer, Integer, Integer>starmap(Integer::sum, null));
  }

  @Test
  void shouldGoOnAfterNullWasRefused() {
    assertThat(pool.map(PoolMapTest::square, range(3))).isEqualTo(squares(3));
  }

  static Iterable<Integer> failingAt(int position) {
    return () ->
        new Iterator<>() {
          private int next;

          @Override
          public boolean hasNext() {
            return true;
          }

          @Override
          public Integer next() {
            if (next == position) {
              throw new IllegalStateException("input " + position);
            }
            return next++;
          }
        };
  }
}
