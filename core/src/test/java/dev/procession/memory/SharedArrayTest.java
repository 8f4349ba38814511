package dev.procession.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Arrays in shared memory. */
@ExtendWith(LeakCheck.class)
class SharedArrayTest {

  @Test
  @Conformance({"_TestArray.test_array", "_TestArray.test_rawarray"})
  void shouldShowTheRunningSumOfAChild() {
    int[] seq = {680, 626, 934, 821, 150, 233, 548, 982, 714, 831};
    try (var array = SharedIntArray.create(seq)) {
      assertThat(array.length()).isEqualTo(seq.length);
      assertThat(array.get(3)).isEqualTo(seq[3]);
      assertThat(array.slice(2, 7).toArray()).isEqualTo(Arrays.copyOfRange(seq, 2, 7));
      array.slice(4, 8).copyFrom(new int[] {1, 2, 3, 4});
      System.arraycopy(new int[] {1, 2, 3, 4}, 0, seq, 4, 4);
      assertThat(array.toArray()).isEqualTo(seq);
      Sharing.inChild(
          () -> {
            for (int i = 1; i < array.length(); i++) {
              array.getAndAdd(i, array.get(i - 1));
            }
          });
      Arrays.parallelPrefix(seq, Integer::sum);
      assertThat(array.stream()).containsExactly(IntStream.of(seq).boxed().toArray(Integer[]::new));
    }
  }

  @Test
  @Conformance("_TestArray.test_array_from_size")
  void shouldBeginWithZerosAlsoInMemoryThatWasUsedBefore() {
    for (int round = 0; round < 20; round++) {
      try (var array = SharedLongArray.create(10_000)) {
        assertThat(array.stream().allMatch(x -> x == 0)).isTrue();
        array.fill(round + 1);
        assertThat(array.stream().allMatch(x -> x != 0)).isTrue();
        array.fill(0);
        assertThat(array.get(9_999)).isZero();
      }
    }
  }

  @Test
  void shouldLoseNoUpdateOfFourProcesses() {
    int rounds = 20_000;
    try (var ints = SharedIntArray.create(8);
        var longs = SharedLongArray.create(8);
        var doubles = SharedDoubleArray.create(8);
        var bytes = SharedByteArray.create(7)) {
      Sharing.inChildren(
          () -> {
            for (int i = 0; i < rounds; i++) {
              ints.incrementAndGet(i % 8);
              longs.updateAndGet(i % 8, x -> x + 2);
              doubles.addAndGet(i % 8, 0.5);
              // Neighbours in one word, of which one is set by plain stores meanwhile.
              bytes.getAndAdd(i % 2, (byte) 1);
              bytes.set(2, (byte) i);
            }
          });
      int each = Sharing.CHILDREN * rounds / 8;
      assertThat(ints.stream().allMatch(x -> x == each)).as("%s", ints).isTrue();
      assertThat(longs.stream().allMatch(x -> x == 2L * each)).as("%s", longs).isTrue();
      assertThat(doubles.stream().allMatch(x -> x == each / 2.0)).as("%s", doubles).isTrue();
      byte half = (byte) (Sharing.CHILDREN * rounds / 2);
      assertThat(bytes.toArray()).containsExactly(half, half, (byte) (rounds - 1), 0, 0, 0, 0);
    }
  }

  @Test
  void shouldChangeSingleElements() {
    try (var ints = SharedIntArray.create(new int[] {1, 2, 3});
        var doubles = SharedDoubleArray.create(new double[] {1, 2, 3});
        var bytes = SharedByteArray.create(new byte[] {1, -2, 3})) {
      assertThat(ints.getAndSet(0, 7)).isEqualTo(1);
      assertThat(ints.compareAndSet(0, 1, 8)).isFalse();
      assertThat(ints.compareAndSet(0, 7, 8)).isTrue();
      assertThat(ints.getAndIncrement(0)).isEqualTo(8);
      assertThat(ints.getAndDecrement(0)).isEqualTo(9);
      assertThat(ints.decrementAndGet(0)).isEqualTo(7);
      assertThat(ints.getAndUpdate(1, x -> 10 * x)).isEqualTo(2);
      assertThat(ints.accumulateAndGet(1, 3, (x, y) -> x - y)).isEqualTo(17);
      assertThat(ints.getAndAccumulate(1, 3, (x, y) -> x - y)).isEqualTo(17);
      assertThat(ints.toArray()).containsExactly(7, 14, 3);
      assertThat(doubles.getAndSet(2, 0.0)).isEqualTo(3);
      assertThat(doubles.compareAndSet(2, -0.0, 1)).isFalse();
      assertThat(doubles.addAndGet(2, 0.5)).isEqualTo(0.5);
      assertThat(bytes.getAndSet(1, (byte) 5)).isEqualTo((byte) -2);
      assertThat(bytes.addAndGet(1, (byte) 127)).isEqualTo((byte) -124);
      assertThat(bytes.compareAndSet(1, (byte) -124, (byte) -1)).isTrue();
      assertThat(bytes.toArray()).containsExactly(1, -1, 3);
      assertThat(ints).hasToString("[7, 14, 3]");
    }
  }

  @Test
  void shouldCopyRanges() {
    try (var array = SharedLongArray.create(10)) {
      array.copyFrom(new long[] {1, 2, 3, 4}, 1, 5, 3);
      long[] target = new long[4];
      array.copyTo(6, target, 1, 3);
      assertThat(target).containsExactly(0, 3, 4, 0);
      assertThat(array.asSegment().getAtIndex(ValueLayout.JAVA_LONG, 5)).isEqualTo(2);
      assertThat(array.asSegment().byteSize()).isEqualTo(80);
      array.asSegment().setAtIndex(ValueLayout.JAVA_LONG, 9, 9);
      assertThat(array).hasToString("[0, 0, 0, 0, 0, 2, 3, 4, 0, 9]");
      assertThatThrownBy(() -> array.copyFrom(new long[11]))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessage("target out of bounds: from=0, count=11, length=10");
      assertThatThrownBy(() -> array.copyTo(9, new long[4], 0, 2))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> array.copyTo(0, new long[4], Integer.MAX_VALUE, 1))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> array.copyFrom(new long[4], 0, Long.MAX_VALUE, 1))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> array.copyFrom(new long[4], 0, 0, -1))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void shouldGiveViewsThatTravel() {
    try (var bytes = SharedByteArray.create(100);
        var ints = SharedIntArray.create(100)) {
      SharedByteArray some = bytes.slice(10, 20).slice(2, 5);
      SharedIntArray others = ints.slice(99, 100);
      Sharing.inChild(
          () -> {
            assertThat(some.length()).isEqualTo(3);
            some.fill((byte) 1);
            assertThat(some.compareAndSet(2, (byte) 1, (byte) 7)).isTrue();
            others.set(0, 42);
            some.close();
          });
      assertThat(Arrays.copyOfRange(bytes.toArray(), 10, 17)).containsExactly(0, 0, 1, 1, 7, 0, 0);
      assertThat(some.asSegment().byteSize()).isEqualTo(3);
      assertThat(ints.get(99)).isEqualTo(42);
      some.close();
      assertThat(some.get(2)).isEqualTo((byte) 7);
      assertThat(bytes.slice(50, 50).toArray()).isEmpty();
      assertThatThrownBy(() -> bytes.slice(5, 4)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> bytes.slice(-1, 4)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> bytes.slice(0, 101)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> some.get(3))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessage("index out of bounds: index=3, length=3");
      assertThatThrownBy(() -> ints.set(-1, 0)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> ints.addAndGet(1L << 40, 0))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void shouldHaveRoomForNothing() {
    try (var none = SharedDoubleArray.create(0)) {
      Sharing.inChild(() -> assertThat(none.toArray()).isEmpty());
      none.fill(1);
      assertThat(none).hasToString("[]");
      assertThatThrownBy(() -> none.get(0)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void shouldShowTheBeginningOfLongOnes() {
    try (var array = SharedByteArray.create(1000)) {
      assertThat(array.toString()).endsWith("0, 0, … length=1000]").hasSizeLessThan(400);
    }
  }
}
