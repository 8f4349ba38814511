package dev.procession.pool;

import static dev.procession.pool.PoolMapTest.range;
import static dev.procession.pool.PoolMapTest.squares;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheckPerClass;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Inputs of calls: two side by side, endless, empty; and that nothing is kept of them. */
@ExtendWith(LeakCheckPerClass.class)
class PoolInputTest {
  private static ProcessPool pool;

  @BeforeAll
  static void open() {
    pool = PoolTesting.openUp(c -> c.workers(2));
  }

  @AfterAll
  static void close() {
    pool.close();
  }

  /** 0, 1, 2, … for ever; counts how many have been read. */
  private static Iterable<Integer> counting(AtomicInteger read) {
    return () -> Stream.generate(read::getAndIncrement).iterator();
  }

  private static Iterable<Integer> endless() {
    return counting(new AtomicInteger());
  }

  private static List<Integer> products(int count) {
    return range(count).stream().map(n -> n * (n + 1)).toList();
  }

  // ---- two inputs -------------------------------------------------------------------------------

  @Test
  @Conformance("ExecutorTest.test_map")
  void shouldMapTwoInputsSideBySide() {
    List<Integer> second = range(11).subList(1, 11);
    assertThat(pool.map((a, b) -> a * b, range(10), second)).isEqualTo(products(10));
    assertThat(pool.map((a, b) -> a * b, range(10), second, o -> o.chunkSize(3)))
        .isEqualTo(products(10));
    assertThat(pool.stream((a, b) -> a * b, range(10), second)).isEqualTo(products(10));
    assertThat(pool.map(Math::max, List.of(1, 9), List.of(5, 6))).containsExactly(5, 9);
  }

  @Test
  void shouldEndWithTheShorterInput() {
    assertThat(pool.map((a, b) -> a + b, range(3), endless())).containsExactly(0, 2, 4);
    assertThat(pool.map((a, b) -> a + b, endless(), range(3))).containsExactly(0, 2, 4);
    assertThat(pool.map((a, b) -> a + b, List.<Integer>of(), range(3))).isEmpty();
    assertThat(pool.map((String a, Integer b) -> a + b, List.of("x", "y"), List.of(1)))
        .containsExactly("x1");
  }

  @Test
  void shouldPassOnWhatOneOfTheInputsThrows() {
    assertThatThrownBy(() -> pool.map((a, b) -> a + b, endless(), PoolMapTest.failingAt(5)))
        .hasMessage("input 5");
    var delivered = new ArrayList<Integer>();
    assertThatThrownBy(
            () ->
                pool.stream((a, b) -> a * b, PoolMapTest.failingAt(5), endless())
                    .forEach(delivered::add))
        .hasMessage("input 5");
    assertThat(delivered).isEqualTo(squares(5));
  }

  @Test
  void shouldRefuseNull() {
    List<Integer> some = range(3);
    assertThatNullPointerException().isThrownBy(() -> pool.map(Integer::sum, null, some));
    assertThatNullPointerException().isThrownBy(() -> pool.stream(Integer::sum, null, some));
    assertThatNullPointerException()
        .isThrownBy(() -> pool.map(Integer::sum, some, (Iterable<Integer>) null));
    assertThatNullPointerException()
        .isThrownBy(() -> pool.map(Integer::sum, some, () -> null))
        .withMessageContaining("second.iterator()");
    assertThatNullPointerException()
        .isThrownBy(() -> pool.map(Integer::sum, some, some, o -> null));
  }

  // ---- buffers ----------------------------------------------------------------------------------

  @Test
  @Conformance({
    "ExecutorTest.test_map_buffersize",
    "ExecutorTest.test_map_buffersize_on_multiple_iterables"
  })
  void shouldKeepOrderWhateverTheBuffer() {
    for (int buffer : new int[] {1, 2, 9, 10, 11, 1000}) {
      assertThat(pool.stream(PoolMapTest::square, range(10), o -> o.buffer(buffer)))
          .isEqualTo(squares(10));
      assertThat(pool.stream((a, b) -> a * b, range(10), range(10), o -> o.buffer(buffer)))
          .isEqualTo(squares(10));
    }
  }

  @Test
  @Conformance({
    "ExecutorTest.test_map_buffersize_on_infinite_iterable",
    "ExecutorTest.test_map_buffersize_on_multiple_infinite_iterables"
  })
  void shouldReadEndlessInputsNoFurtherThanNeeded() {
    var read = new AtomicInteger();
    var readToo = new AtomicInteger();
    try (Stream<Integer> one = pool.stream(PoolMapTest::square, counting(read), o -> o.buffer(2));
        Stream<Integer> two =
            pool.stream((a, b) -> a * b, counting(readToo), endless(), o -> o.buffer(2))) {
      Iterator<Integer> results = one.iterator();
      Iterator<Integer> resultsToo = two.iterator();
      for (int n = 0; n < 4; n++) {
        assertThat(results.next()).isEqualTo(n * n);
        assertThat(resultsToo.next()).isEqualTo(n * n);
      }
      PoolTesting.await("the buffers are full", () -> read.get() == 6 && readToo.get() == 6);
    }
  }

  @Test
  @Conformance("ExecutorTest.test_map_buffersize_on_empty_iterable")
  void shouldEndAtOnceWithoutInput() {
    assertThat(pool.stream(PoolMapTest::square, List.<Integer>of(), o -> o.buffer(1))).isEmpty();
    assertThat(pool.stream(Integer::sum, List.of(), endless(), o -> o.buffer(1))).isEmpty();
  }

  // ---- forgetting -------------------------------------------------------------------------------

  @Test
  @Conformance("ExecutorTest.test_free_reference")
  void shouldKeepNoReferenceToAResultItHasGiven() {
    try (Stream<byte[]> stream = pool.stream(n -> new byte[n], range(10));
        Stream<Outcome<Integer, byte[]>> outcomes =
            pool.outcomes((Integer n) -> new byte[n], range(10))) {
      Iterator<byte[]> results = stream.iterator();
      Iterator<Outcome<Integer, byte[]>> pairs = outcomes.iterator();
      for (int n = 0; n < 10; n++) {
        var result = new WeakReference<>(results.next());
        var outcome = new WeakReference<>(pairs.next().value());
        PoolTesting.await(
            "the last one is collected before the next is asked for",
            () -> {
              System.gc();
              return result.get() == null && outcome.get() == null;
            });
      }
    }
  }

  @Test
  @Conformance("ExecutorTest.test_no_stale_references")
  void shouldForgetATaskWhoseFutureNobodyKeeps() {
    WeakReference<Object> captured = submitAndForget();
    PoolTesting.await(
        "what the task refers to is collected",
        () -> {
          System.gc();
          return captured.get() == null;
        });
  }

  private static WeakReference<Object> submitAndForget() {
    var captured = new ArrayList<>(List.of(1, 2, 3));
    assertThat(pool.submit(captured::size).join()).isEqualTo(3);
    return new WeakReference<>(captured);
  }

  /** Says when it has been collected, in the worker. */
  static final class Watched implements Serializable {
    private static final long serialVersionUID = 1;
    private static final Cleaner CLEANER = Cleaner.create();
    static final AtomicInteger COLLECTED = new AtomicInteger();

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      CLEANER.register(this, COLLECTED::incrementAndGet);
    }

    int use() {
      return COLLECTED.get();
    }
  }

  @Test
  @Conformance("ProcessPoolExecutorTest.test_ressources_gced_in_workers")
  void shouldForgetArgumentsInTheWorker() {
    try (var one = ProcessPool.open(1)) {
      int before = one.apply(Watched::use, new Watched());
      var task = new Watched();
      assertThat(one.submit(() -> task.use()).join()).isGreaterThanOrEqualTo(before);
      assertThat(one.map(Watched::use, List.of(new Watched(), new Watched()))).hasSize(2);
      PoolTesting.await(
          "the worker has collected all four",
          () ->
              one.apply(
                      () -> {
                        System.gc();
                        return Watched.COLLECTED.get();
                      })
                  == 4);
    }
  }
}
