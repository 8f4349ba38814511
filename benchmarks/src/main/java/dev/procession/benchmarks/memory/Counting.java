package dev.procession.benchmarks.memory;

import dev.procession.benchmarks.harness.Contestant;
import dev.procession.benchmarks.team.ProcessTeam;
import dev.procession.benchmarks.team.Single;
import dev.procession.benchmarks.team.ThreadTeam;
import dev.procession.memory.SharedIntArray;
import dev.procession.memory.SharedLong;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/** Numbers that count, one by one. */
final class Counting {
  private static final int TIMES = 1_000;

  /** As many elements as fit the first cache. */
  private static final int LENGTH = 1_024;

  private Counting() {}

  static Contestant shared() {
    SharedLong counter = SharedLong.create(0);
    return Single.of(
        counter,
        TIMES,
        times -> {
          for (int i = 0; i < times; i++) {
            counter.incrementAndGet();
          }
        });
  }

  static Contestant shared(int members) throws Exception {
    SharedLong counter = SharedLong.create(0);
    return ProcessTeam.open(
        members,
        counter,
        times -> {
          for (int i = 0; i < times; i++) {
            counter.incrementAndGet();
          }
        },
        counter::get);
  }

  static Contestant local() {
    AtomicLong counter = new AtomicLong();
    return Single.of(
        () -> {},
        TIMES,
        times -> {
          for (int i = 0; i < times; i++) {
            counter.incrementAndGet();
          }
        });
  }

  static Contestant local(int members) {
    AtomicLong counter = new AtomicLong();
    return new ThreadTeam(
        members,
        times -> {
          for (int i = 0; i < times; i++) {
            counter.incrementAndGet();
          }
        });
  }

  static Contestant sharedElements() {
    SharedIntArray array = SharedIntArray.create(LENGTH);
    return Single.of(
        array,
        TIMES,
        times -> {
          for (int i = 0; i < times; i++) {
            array.set(i, array.get(i) + 1);
          }
        });
  }

  static Contestant localElements() {
    AtomicIntegerArray array = new AtomicIntegerArray(LENGTH);
    return Single.of(
        () -> {},
        TIMES,
        times -> {
          for (int i = 0; i < times; i++) {
            array.set(i, array.get(i) + 1);
          }
        });
  }
}
