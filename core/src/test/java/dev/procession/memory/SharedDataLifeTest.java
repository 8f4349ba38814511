package dev.procession.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ChildProcess;
import dev.procession.NotSendableException;
import dev.procession.ProcessionException;
import dev.procession.internal.shm.Segments;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.Signals;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How shared data come and go, and what they refuse. */
@ExtendWith(LeakCheck.class)
class SharedDataLifeTest {
  @TempDir private Path directory;

  record Point(int x, int y) {}

  @Test
  void shouldRefuseEverythingOnceClosed() {
    var number = SharedLong.create(1);
    var array = SharedIntArray.create(3);
    SharedIntArray slice = array.slice(1, 2);
    MemorySegment memory = array.asSegment();
    var record = SharedRecord.create(new Point(1, 2));
    RecordField<Integer> x = record.field(Point::x);
    var records = SharedRecordArray.create(Point.class, 2);
    for (SharedData data : List.of(number, array, record, records)) {
      data.close();
      data.close();
      assertThat(data).hasToString("closed");
      assertThatThrownBy(data::lock).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> data.withLock(() -> {})).isInstanceOf(IllegalStateException.class);
    }
    assertThatThrownBy(number::get)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed in this process: SharedLong=");
    assertThatThrownBy(number::incrementAndGet).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> array.set(0, 1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> slice.get(0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> memory.get(ValueLayout.JAVA_INT, 0))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(array::toArray).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(record::get).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> record.set(new Point(3, 4))).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(x::getInt).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(x::get).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> records.get(1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Sharing.start(() -> number.set(1)))
        .isInstanceOfAny(IllegalStateException.class, NotSendableException.class);
  }

  @Test
  void shouldLiveOnWithTheOthersWhenItsMakerIsGone() throws Exception {
    var signals = Signals.in(directory);
    try (var array = SharedRecordArray.create(Point.class, 3)) {
      ChildProcess heir;
      try (var number = SharedLong.create(7)) {
        heir =
            Sharing.start(
                () -> {
                  signals.raise("attached");
                  signals.await("closed");
                  number.incrementAndGet();
                  // A grandchild gets it from the child, since the maker has it no more.
                  Sharing.inChild(() -> array.set(0, new Point((int) number.get(), 1)));
                });
        signals.expect("attached");
      }
      signals.raise("closed");
      Sharing.expectGood(heir);
      assertThat(array.get(0)).isEqualTo(new Point(8, 1));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE})
  void shouldRefuseNegativeLengths(long length) {
    assertThatThrownBy(() -> SharedByteArray.create(length))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("length must not be negative: length=" + length);
    assertThatThrownBy(() -> SharedRecordArray.create(Point.class, length))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 38, 1L << 46, 1L << 60, Long.MAX_VALUE})
  void shouldRefuseAtOnceWhatNoMachineHas(long length) {
    long before = System.nanoTime();
    assertThatThrownBy(() -> SharedLongArray.create(length))
        .isInstanceOf(ProcessionException.class)
        .hasMessageContaining("could not make shared memory");
    assertThatThrownBy(() -> SharedRecordArray.create(Point.class, length))
        .isInstanceOf(ProcessionException.class)
        .hasMessageContaining("could not make shared memory");
    assertThat(System.nanoTime() - before).isLessThan(10_000_000_000L);
  }

  @Test
  void shouldRefuseNulls() {
    assertThatThrownBy(() -> SharedIntArray.create((int[]) null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> SharedRecord.create((Point) null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> SharedLong.create(0, null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> SharedLong.create(0, _ -> null))
        .isInstanceOf(NullPointerException.class);
    try (var array = SharedIntArray.create(1)) {
      assertThatThrownBy(() -> array.copyFrom(null)).isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> array.updateAndGet(0, null))
          .isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> array.withLock((Runnable) null))
          .isInstanceOf(NullPointerException.class);
    }
  }

  @Test
  @Conformance("_TestHeap.test_heap")
  void shouldKeepManyApartThatComeAndGoAtRandom() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    List<SharedIntArray> open = new ArrayList<>();
    int segments = Segments.open().size();
    for (int round = 1; round <= 2000; round++) {
      var array = SharedIntArray.create(random.nextInt(2000) + 1);
      array.fill(round);
      array.set(0, round);
      open.add(array);
      if (open.size() > 40) {
        try (var gone = open.remove(random.nextInt(open.size()))) {
          int value = gone.get(0);
          assertThat(gone.stream().allMatch(x -> x == value)).as("seed=%d", seed).isTrue();
        }
      }
    }
    open.forEach(SharedIntArray::close);
    assertThat(Segments.open()).hasSize(segments);
  }

  @Test
  @Conformance("_TestHeap.test_free_from_gc")
  void shouldBeReleasedByTheGarbageCollectorWhileOthersAreMade() {
    int segments = Segments.open().size();
    for (int round = 0; round < 300; round++) {
      var dropped = SharedIntArray.create(1000);
      dropped.fill(round);
      assertThat(dropped.get(999)).isEqualTo(round);
      if (round % 50 == 0) {
        System.gc();
      }
    }
    PoolTesting.await(
        "what was dropped is gone",
        () -> {
          System.gc();
          return Segments.open().size() <= segments;
        });
  }
}
