package dev.procession.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Single numbers in shared memory. */
@ExtendWith(LeakCheck.class)
class SharedNumberTest {
  private static final int ROUNDS = 100_000;

  private record All(SharedInt i, SharedLong l, SharedDouble d, SharedBoolean b)
      implements AutoCloseable {
    static All create() {
      return new All(
          SharedInt.create(1),
          SharedLong.create(1L << 40),
          SharedDouble.create(0.5),
          SharedBoolean.create(false));
    }

    @Override
    public void close() {
      i.close();
      l.close();
      d.close();
      b.close();
    }
  }

  @Test
  @Conformance({"_TestValue.test_value", "_TestValue.test_rawvalue"})
  void shouldShowWhatAChildHasSet() {
    try (All all = All.create()) {
      SharedInt i = all.i();
      SharedLong l = all.l();
      SharedDouble d = all.d();
      SharedBoolean b = all.b();
      Sharing.inChild(
          () -> {
            assertThat(i.get()).isEqualTo(1);
            assertThat(l.get()).isEqualTo(1L << 40);
            assertThat(d.get()).isEqualTo(0.5);
            assertThat(b.get()).isFalse();
            i.set(-7);
            l.set(Long.MIN_VALUE);
            d.set(-1.5e300);
            b.set(true);
          });
      assertThat(i.get()).isEqualTo(-7);
      assertThat(l.get()).isEqualTo(Long.MIN_VALUE);
      assertThat(d.get()).isEqualTo(-1.5e300);
      assertThat(b.get()).isTrue();
      assertThat(all).hasToString("All[i=-7, l=-9223372036854775808, d=-1.5E300, b=true]");
    }
  }

  @Test
  void shouldLoseNoUpdateOfFourProcesses() {
    try (All all = All.create();
        var guarded = SharedLong.create(0)) {
      all.i().set(0);
      all.l().set(0);
      all.d().set(0);
      SharedInt i = all.i();
      SharedLong l = all.l();
      SharedDouble d = all.d();
      SharedBoolean b = all.b();
      Sharing.inChildren(
          () -> {
            for (int round = 0; round < ROUNDS; round++) {
              i.incrementAndGet();
              l.accumulateAndGet(3, Long::sum);
              d.addAndGet(0.5);
              b.compareAndSet(!b.get(), false);
              guarded.withLock(() -> guarded.set(guarded.get() + 1));
            }
          });
      long all4 = (long) Sharing.CHILDREN * ROUNDS;
      assertThat(i.get()).isEqualTo((int) all4);
      assertThat(l.get()).isEqualTo(3 * all4);
      assertThat(d.get()).isEqualTo(all4 / 2.0);
      assertThat(guarded.get()).isEqualTo(all4);
    }
  }

  @Test
  void shouldDoWhatTheAtomicClassesDo() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    try (var i = SharedInt.create(0);
        var l = SharedLong.create(0)) {
      var ai = new AtomicInteger();
      var al = new AtomicLong();
      for (int round = 0; round < 10_000; round++) {
        int x = random.nextInt(5) - 2;
        int what = random.nextInt(13);
        assertThat(change(i, what, x)).as("seed=%d", seed).isEqualTo(change(ai, what, x));
        assertThat(change(l, what, x)).as("seed=%d", seed).isEqualTo(change(al, what, x));
        assertThat(i).hasToString(ai.toString());
        assertThat(l).hasToString(al.toString());
        assertThat(i.doubleValue()).isEqualTo(ai.doubleValue());
        assertThat(l.intValue()).isEqualTo(al.intValue());
      }
    }
  }

  private static Object change(SharedInt n, int what, int x) {
    return switch (what) {
      case 0 -> n.getAndSet(x);
      case 1 -> n.compareAndSet(x, x + 1);
      case 2 -> n.getAndAdd(x);
      case 3 -> n.addAndGet(x);
      case 4 -> n.getAndIncrement();
      case 5 -> n.getAndDecrement();
      case 6 -> n.incrementAndGet();
      case 7 -> n.decrementAndGet();
      case 8 -> n.getAndUpdate(v -> 3 * v + x);
      case 9 -> n.updateAndGet(v -> v / 2);
      case 10 -> n.getAndAccumulate(x, (v, w) -> v - w);
      case 11 -> n.accumulateAndGet(x, (v, w) -> v - w);
      default -> n.get();
    };
  }

  private static Object change(AtomicInteger n, int what, int x) {
    return switch (what) {
      case 0 -> n.getAndSet(x);
      case 1 -> n.compareAndSet(x, x + 1);
      case 2 -> n.getAndAdd(x);
      case 3 -> n.addAndGet(x);
      case 4 -> n.getAndIncrement();
      case 5 -> n.getAndDecrement();
      case 6 -> n.incrementAndGet();
      case 7 -> n.decrementAndGet();
      case 8 -> n.getAndUpdate(v -> 3 * v + x);
      case 9 -> n.updateAndGet(v -> v / 2);
      case 10 -> n.getAndAccumulate(x, (v, w) -> v - w);
      case 11 -> n.accumulateAndGet(x, (v, w) -> v - w);
      default -> n.get();
    };
  }

  private static Object change(SharedLong n, int what, int x) {
    return switch (what) {
      case 0 -> n.getAndSet(x);
      case 1 -> n.compareAndSet(x, x + 1);
      case 2 -> n.getAndAdd(x);
      case 3 -> n.addAndGet(x);
      case 4 -> n.getAndIncrement();
      case 5 -> n.getAndDecrement();
      case 6 -> n.incrementAndGet();
      case 7 -> n.decrementAndGet();
      case 8 -> n.getAndUpdate(v -> 3 * v + x);
      case 9 -> n.updateAndGet(v -> v / 2);
      case 10 -> n.getAndAccumulate(x, (v, w) -> v - w);
      case 11 -> n.accumulateAndGet(x, (v, w) -> v - w);
      default -> n.get();
    };
  }

  private static Object change(AtomicLong n, int what, int x) {
    return switch (what) {
      case 0 -> n.getAndSet(x);
      case 1 -> n.compareAndSet(x, x + 1);
      case 2 -> n.getAndAdd(x);
      case 3 -> n.addAndGet(x);
      case 4 -> n.getAndIncrement();
      case 5 -> n.getAndDecrement();
      case 6 -> n.incrementAndGet();
      case 7 -> n.decrementAndGet();
      case 8 -> n.getAndUpdate(v -> 3 * v + x);
      case 9 -> n.updateAndGet(v -> v / 2);
      case 10 -> n.getAndAccumulate(x, (v, w) -> v - w);
      case 11 -> n.accumulateAndGet(x, (v, w) -> v - w);
      default -> n.get();
    };
  }

  @Test
  void shouldCompareDoublesByTheirBits() {
    try (var d = SharedDouble.create(0.0)) {
      assertThat(d.compareAndSet(-0.0, 1)).isFalse();
      assertThat(d.compareAndSet(0.0, Double.NaN)).isTrue();
      assertThat(d.compareAndSet(Double.NaN, 2)).isTrue();
      assertThat(d.getAndAdd(0.5)).isEqualTo(2);
      assertThat(d.getAndAccumulate(2, (a, b) -> a * b)).isEqualTo(2.5);
      assertThat(d.getAndSet(7)).isEqualTo(5);
      assertThat(d.intValue()).isEqualTo(7);
    }
  }

  @Test
  void shouldChangeNothingWhenTheFunctionThrows() {
    try (var l = SharedLong.create(5)) {
      assertThatThrownBy(
              () ->
                  l.updateAndGet(
                      _ -> {
                        throw new IllegalArgumentException("no");
                      }))
          .hasMessage("no");
      assertThat(l.get()).isEqualTo(5);
    }
  }
}
