package dev.procession.pool;

import static dev.procession.pool.PoolTesting.await;
import static dev.procession.pool.PoolTesting.failureOf;
import static dev.procession.pool.PoolTesting.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.LeakCheckPerClass;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Arrays of primitives, small and large, in every form of call. */
@ExtendWith(LeakCheckPerClass.class)
class LargeValuesTest {
  private static final int WORKERS = 2;

  /** From so many bytes on values travel beside the messages. */
  private static final int LARGE = 128 << 10;

  private static ProcessPool pool;

  @BeforeAll
  static void open() {
    pool = PoolTesting.openUp(c -> c.workers(WORKERS));
  }

  @AfterAll
  static void close() {
    pool.close();
  }

  /** An array of each type, of each size that is at some edge. */
  static Stream<Object> arrays() {
    List<Object> arrays = new ArrayList<>();
    for (int bytes : new int[] {0, 8, LARGE - 8, LARGE, LARGE + 8, (3 << 20) + 8}) {
      arrays.add(filled(new byte[bytes]));
      arrays.add(filled(new boolean[bytes]));
      arrays.add(filled(new short[bytes / Short.BYTES]));
      arrays.add(filled(new char[bytes / Character.BYTES]));
      arrays.add(filled(new int[bytes / Integer.BYTES]));
      arrays.add(filled(new float[bytes / Float.BYTES]));
      arrays.add(filled(new long[bytes / Long.BYTES]));
      arrays.add(filled(new double[bytes / Double.BYTES]));
    }
    arrays.add(filled(new byte[1]));
    return arrays.stream();
  }

  private static Object filled(Object array) {
    for (int i = 0; i < Array.getLength(array); i++) {
      int value = i * 31 + 7;
      switch (array) {
        case byte[] a -> a[i] = (byte) value;
        case boolean[] a -> a[i] = value % 3 == 0;
        case short[] a -> a[i] = (short) value;
        case char[] a -> a[i] = (char) value;
        case int[] a -> a[i] = value;
        case float[] a -> a[i] = value;
        case long[] a -> a[i] = (long) value * value;
        case double[] a -> a[i] = 1.0 / value;
        default -> throw new IllegalArgumentException(array.getClass().getName());
      }
    }
    return array;
  }

  private static void expectSame(Object actual, Object expected) {
    assertThat(actual).hasSameClassAs(expected).isNotSameAs(expected);
    assertThat(Arrays.deepEquals(new Object[] {actual}, new Object[] {expected})).isTrue();
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void shouldCopyArraysThereAndBack(Object array) throws Exception {
    expectSame(pool.apply(a -> a, array), array);
    expectSame(get(pool.submit(() -> array)), array);
    pool.map(a -> a, List.of(array, array)).forEach(back -> expectSame(back, array));
    pool.stream(a -> a, List.of(array, array)).forEach(back -> expectSame(back, array));
  }

  @Test
  void shouldSendSeveralCapturedValues() throws Exception {
    int[] numbers = (int[]) filled(new int[LARGE]);
    byte[] bytes = (byte[]) filled(new byte[3 * LARGE]);
    int offset = 5;
    String text = "five";
    long expected = Arrays.stream(numbers).asLongStream().sum() + bytes.length + offset + 4;
    assertThat(
            get(
                pool.submit(
                    () ->
                        Arrays.stream(numbers).asLongStream().sum()
                            + bytes.length
                            + offset
                            + text.length())))
        .isEqualTo(expected);
  }

  @Test
  void shouldKeepWhatIsCapturedTwiceOneThing() {
    byte[] bytes = new byte[LARGE];
    byte[] same = bytes;
    assertThat(
            pool.apply(
                () -> {
                  bytes[0] = 1;
                  return same[0];
                }))
        .isEqualTo((byte) 1);
  }

  @Test
  void shouldSendWhatAMapFunctionHasCaptured() {
    long[] table = (long[]) filled(new long[LARGE]);
    assertThat(pool.map(i -> table[i], List.of(0, 17, LARGE - 1)))
        .containsExactly(table[0], table[17], table[LARGE - 1]);
  }

  @Test
  void shouldNotShowWhatIsDoneToAnArrayLater() throws Exception {
    byte[] bytes = (byte[]) filled(new byte[4 * LARGE]);
    byte[] before = bytes.clone();
    List<CompletableFuture<byte[]>> futures = new ArrayList<>();
    for (int i = 0; i < 4 * WORKERS; i++) {
      futures.add(pool.submit(() -> bytes));
      Arrays.fill(bytes, (byte) i);
      System.arraycopy(before, 0, bytes, 0, before.length);
    }
    Arrays.fill(bytes, (byte) 0);
    for (CompletableFuture<byte[]> future : futures) {
      assertThat(get(future)).isEqualTo(before);
    }
  }

  @Test
  void shouldKeepTheOrderOfManyOfDifferentSizes() {
    List<int[]> items =
        IntStream.range(0, 200)
            .mapToObj(
                i -> {
                  int[] item = new int[i % 3 == 0 ? LARGE / 2 + i : i];
                  Arrays.fill(item, i);
                  return item;
                })
            .toList();
    List<int[]> back = pool.map(item -> item, items);
    for (int i = 0; i < items.size(); i++) {
      assertThat(back.get(i)).isEqualTo(items.get(i));
    }
  }

  @Test
  void shouldCarrySixtyFourMegabytes() {
    byte[] bytes = (byte[]) filled(new byte[64 << 20]);
    assertThat(Arrays.equals(pool.apply(b -> b, bytes), bytes)).isTrue();
  }

  @Test
  void shouldFailAnItemWhoseArgumentTheWorkersHeapCannotHold() throws Exception {
    try (var small = PoolTesting.openUp(c -> c.workers(1).context(c.context().maxHeap(48 << 20)))) {
      byte[] bytes = new byte[100 << 20];
      assertThat(failureOf(small.submit(() -> bytes.length))).isInstanceOf(OutOfMemoryError.class);
      int next = small.apply(() -> 2);
      assertThat(next).isEqualTo(2);
    }
  }

  @Test
  void shouldRetryWithTheSameArgument() {
    byte[] bytes = (byte[]) filled(new byte[2 * LARGE]);
    Path first = Path.of(System.getProperty("java.io.tmpdir"), "large-" + PoolTesting.pid());
    String marker = first.toString();
    try {
      byte[] back =
          pool.map(
                  b -> {
                    Path file = Path.of(marker);
                    if (!Files.exists(file)) {
                      Files.createFile(file);
                      Arrays.fill(b, (byte) 0);
                      Runtime.getRuntime().halt(3);
                    }
                    return b;
                  },
                  List.of(bytes),
                  o -> o.retries(1))
              .getFirst();
      assertThat(back).isEqualTo(bytes);
    } finally {
      assertThat(first.toFile().delete()).isTrue();
    }
  }

  @Test
  void shouldDeliverLargeResultsOfWorkersThatAreRecycled() {
    try (ProcessPool recycling = PoolTesting.openUp(c -> c.workers(2).tasksPerWorker(1))) {
      List<byte[]> back =
          recycling.map(
              n -> {
                byte[] result = new byte[2 * LARGE];
                Arrays.fill(result, (byte) (int) n);
                return result;
              },
              List.of(1, 2, 3, 4, 5, 6));
      for (int i = 0; i < back.size(); i++) {
        assertThat(back.get(i)).hasSize(2 * LARGE).containsOnly(i + 1);
      }
      // No item was run twice, as one is whose result got lost.
      assertThat(recycling.stats().done()).isEqualTo(6);
    }
  }

  @Test
  void shouldLetGoOfWhatIsNotUsed() {
    byte[] bytes = new byte[8 * LARGE];
    pool.map(b -> b, List.of(bytes, bytes, bytes, bytes));
    pool.submit(() -> bytes).cancel(true);
    List<Long> pids = pool.workerPids();
    await(
        "nobody keeps memory for large values",
        () ->
            largeValuesOf(PoolTesting.pid()) == 0
                && pids.stream().allMatch(pid -> largeValuesOf(pid) == 0));
  }

  /** How many a process has open or mapped. */
  static long largeValuesOf(long pid) {
    try (Stream<String> maps = Files.lines(Path.of("/proc/" + pid + "/maps"));
        Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return maps.filter(line -> line.contains("large-value")).count()
          + open.filter(link -> target(link).contains("large-value")).count();
    } catch (IOException gone) {
      return 0;
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }
}
