package dev.procession.pool;

import static dev.procession.pool.PoolTesting.await;
import static dev.procession.pool.PoolTesting.failureOf;
import static dev.procession.pool.PoolTesting.get;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.procession.NotSendableException;
import dev.procession.testing.LeakCheckPerClass;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link MemorySegment}s as arguments, results and captured values. */
@ExtendWith(LeakCheckPerClass.class)
class LargeMemoryTest {
  private static final long LARGE = 128 << 10;
  private static final long GIGABYTE = 1L << 30;

  private static ProcessPool pool;

  @BeforeAll
  static void open() {
    pool = PoolTesting.openUp(c -> c.workers(2));
  }

  @AfterAll
  static void close() {
    pool.close();
  }

  private static MemorySegment filled(MemorySegment memory) {
    for (long i = 0; i < memory.byteSize(); i++) {
      memory.set(JAVA_BYTE, i, (byte) (i * 31 + 7));
    }
    return memory;
  }

  private static void expectSame(MemorySegment actual, MemorySegment expected) {
    assertThat(actual.byteSize()).isEqualTo(expected.byteSize());
    assertThat(actual.mismatch(expected)).isEqualTo(-1);
    assertThat(actual.isNative()).isTrue();
    assertThat(actual.isReadOnly()).isFalse();
    assertThat(actual.isAccessibleBy(new Thread())).isTrue();
    assertThat(actual.address() % Long.BYTES).isZero();
  }

  private record Holder(String name, MemorySegment memory) {}

  @ParameterizedTest
  @ValueSource(longs = {0, 1, LARGE - 1, LARGE, LARGE + 1, 5 << 20})
  void shouldTravelInEveryFormOfCall(long size) throws Exception {
    MemorySegment onHeap = filled(MemorySegment.ofArray(new byte[(int) size]));
    try (Arena arena = Arena.ofShared()) {
      MemorySegment inNative = filled(arena.allocate(size)).asReadOnly();
      for (MemorySegment memory : List.of(onHeap, inNative)) {
        expectSame(pool.apply(m -> m, memory), memory);
        expectSame(get(pool.submit(() -> memory)), memory);
        pool.map(m -> m, List.of(memory, memory)).forEach(back -> expectSame(back, memory));
        pool.stream(m -> m, List.of(memory, memory)).forEach(back -> expectSame(back, memory));
        pool.map(n -> memory, List.of(1, 2)).forEach(back -> expectSame(back, memory));
        Holder holder = pool.apply(h -> h, new Holder("memory", memory));
        expectSame(holder.memory(), memory);
      }
    }
  }

  @Test
  void shouldReadAlignedNumbersInPlace() {
    long count = LARGE;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment numbers = arena.allocate(JAVA_LONG, count);
      for (long i = 0; i < count; i++) {
        numbers.setAtIndex(JAVA_LONG, i, i);
      }
      long sum =
          pool.apply(
              m -> {
                long found = 0;
                for (long i = 0; i < m.byteSize() / JAVA_LONG.byteSize(); i++) {
                  found += m.getAtIndex(JAVA_LONG, i);
                }
                return found;
              },
              numbers);
      assertThat(sum).isEqualTo(count * (count - 1) / 2);
    }
  }

  @Test
  void shouldNotShowWhatEitherSideDoesLater() throws Exception {
    MemorySegment memory = filled(Arena.ofAuto().allocate(4 * LARGE));
    MemorySegment before = MemorySegment.ofArray(memory.toArray(JAVA_BYTE));
    CompletableFuture<MemorySegment> echoed = pool.submit(() -> memory);
    memory.fill((byte) 0);
    MemorySegment first = get(echoed);
    expectSame(first, before);
    first.fill((byte) 1);
    assertThat(get(pool.submit(() -> first)).get(JAVA_BYTE, 4 * LARGE - 1)).isEqualTo((byte) 1);
    assertThat(memory.get(JAVA_BYTE, 7)).isZero();
  }

  /** What a worker has been given lasts there, though the item is done. */
  private static final class Kept {
    private static MemorySegment kept = MemorySegment.NULL;
  }

  @Test
  void shouldLastAsLongAsAnybodyRefersToIt() throws Exception {
    MemorySegment memory = filled(Arena.ofAuto().allocate(2 * LARGE));
    try (ProcessPool single = PoolTesting.openUp(c -> c.workers(1))) {
      single.apply(
          m -> {
            Kept.kept = m;
            return 0;
          },
          memory);
      for (int i = 0; i < 20; i++) {
        single.apply(m -> m.byteSize(), memory);
        single.apply(b -> b.length, new byte[(int) (2 * LARGE)]);
      }
      MemorySegment back =
          get(
              single.submit(
                  () -> {
                    System.gc();
                    return Kept.kept;
                  }));
      single.close();
      expectSame(back, memory);
    }
  }

  @Test
  void shouldNotPileUpWhenItIsDropped() {
    MemorySegment memory = Arena.ofAuto().allocate(64 << 20);
    try (ProcessPool single =
        PoolTesting.openUp(c -> c.workers(1).context(c.context().maxHeap(64 << 20)))) {
      long pid = single.workerPids().getFirst();
      for (int i = 0; i < 30; i++) {
        long size = single.apply(m -> m.byteSize(), memory);
        assertThat(size).isEqualTo(64 << 20);
      }
      assertThat(LargeValuesTest.largeValuesOf(pid)).isLessThan(10);
    }
  }

  @Test
  void shouldSayWhenThereIsNoRoom(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("hole");
    try (FileChannel channel =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        Arena arena = Arena.ofShared()) {
      MemorySegment huge = channel.map(FileChannel.MapMode.READ_WRITE, 0, 1024 * GIGABYTE, arena);
      assertThat(catchThrowable(() -> pool.apply(m -> 0, huge)))
          .isInstanceOf(NotSendableException.class)
          .hasMessageContaining("the argument")
          .hasMessageContaining("size=" + huge.byteSize())
          .hasMessageContaining("no space left");
    }
    String name = file.toString();
    Throwable failure =
        failureOf(
            pool.submit(
                () -> {
                  try (FileChannel channel =
                      FileChannel.open(Path.of(name), StandardOpenOption.READ)) {
                    return channel.map(
                        FileChannel.MapMode.READ_ONLY, 0, 1024 * GIGABYTE, Arena.ofAuto());
                  }
                }));
    assertThat(failure)
        .isInstanceOf(NotSendableException.class)
        .hasMessageContaining("the result")
        .hasMessageContaining("no space left");
    await("the pool is as good as before", () -> pool.apply(n -> n + 1, 1) == 2);
  }

  @Test
  void shouldSayWhenItCannotBeRead() {
    MemorySegment closed;
    try (Arena arena = Arena.ofConfined()) {
      closed = arena.allocate(LARGE);
    }
    assertThat(catchThrowable(() -> pool.apply(m -> 0, closed)))
        .isInstanceOf(NotSendableException.class)
        .hasMessageContaining("the argument");
  }

  @Test
  @Tag("soak")
  void shouldCarryMoreThanTwoGigabytes() {
    long size = 2 * GIGABYTE + 4096;
    try (Arena arena = Arena.ofShared()) {
      MemorySegment memory = arena.allocate(size);
      memory.set(JAVA_BYTE, size - 1, (byte) 42);
      MemorySegment back = pool.apply(m -> m, memory);
      assertThat(back.byteSize()).isEqualTo(size);
      assertThat(back.get(JAVA_BYTE, size - 1)).isEqualTo((byte) 42);
    }
  }
}
