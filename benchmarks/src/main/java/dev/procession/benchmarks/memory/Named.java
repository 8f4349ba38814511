package dev.procession.benchmarks.memory;

import dev.procession.benchmarks.harness.Contestant;
import dev.procession.benchmarks.harness.Local;
import dev.procession.benchmarks.team.Single;
import dev.procession.memory.SharedMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ThreadLocalRandom;

/** Memory with a name: to make it, to find it, to fill it. */
final class Named {
  private static final int TIMES = 10;

  private Named() {}

  static Contestant create(long size) {
    return Single.of(
        () -> {},
        TIMES,
        times -> {
          for (int i = 0; i < times; i++) {
            try (SharedMemory memory = SharedMemory.create(size)) {
              memory.unlink();
            }
          }
        });
  }

  static Contestant attach(long size) {
    SharedMemory memory = SharedMemory.create(size);
    String name = memory.name();
    return Single.of(
        () -> remove(memory),
        TIMES,
        times -> {
          for (int i = 0; i < times; i++) {
            SharedMemory.attach(name).close();
          }
        });
  }

  private static void remove(SharedMemory memory) {
    try (memory) {
      memory.unlink();
    }
  }

  static Contestant copyToShared(int size) {
    SharedMemory memory = SharedMemory.create(size);
    return copy(size, () -> remove(memory), memory.segment());
  }

  static Contestant copyToNative(int size) {
    Arena arena = Arena.ofShared();
    return copy(size, arena::close, arena.allocate(size));
  }

  /** From an array of this JVM. */
  private static Contestant copy(int size, AutoCloseable resource, MemorySegment target) {
    byte[] bytes = new byte[size];
    ThreadLocalRandom.current().nextBytes(bytes);
    MemorySegment source = MemorySegment.ofArray(bytes);
    return Local.of(
        resource,
        ignored -> {
          long start = System.nanoTime();
          target.copyFrom(source);
          return Local.since(start) / size;
        });
  }
}
