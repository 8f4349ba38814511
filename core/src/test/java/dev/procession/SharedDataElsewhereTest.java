package dev.procession;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.memory.SharedData;
import dev.procession.memory.SharedDouble;
import dev.procession.memory.SharedIntArray;
import dev.procession.memory.SharedLong;
import dev.procession.memory.SharedLongArray;
import dev.procession.testing.LeakCheck;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Shared data seen from another package: what they inherit must be of use there. */
@ExtendWith(LeakCheck.class)
class SharedDataElsewhereTest {
  @Test
  void shouldReferToInheritedMethodsInAChild() throws Exception {
    try (var array = SharedLongArray.create(3);
        var number = SharedLong.create(1)) {
      LongSupplier here = array::length;
      var child =
          ChildProcess.of(
              () -> {
                ToLongFunction<SharedLongArray> length = SharedLongArray::length;
                Consumer<SharedLong> close = SharedLong::close;
                array.set(0, length.applyAsLong(array));
                array.slice(1, 3).set(0, number.incrementAndGet());
                close.accept(number);
                array.set(2, number.toString().equals("closed") ? 1 : 0);
              });
      child.start();
      child.join();
      assertThat(here.getAsLong()).isEqualTo(3);
      assertThat(array.toArray()).containsExactly(3, 2, 1);
      assertThat(number.get()).isEqualTo(2);
    }
  }

  @Test
  void shouldMixTypes() {
    var ints = SharedIntArray.create(1);
    var longs = SharedLongArray.create(2);
    for (var array : List.of(ints, longs)) {
      array.withLock(() -> {});
    }
    List.of(ints, longs).forEach(SharedData::close);
    var numbers = List.of(SharedLong.create(1), SharedDouble.create(1.5));
    for (var number : numbers) {
      assertThat(number.intValue()).isEqualTo(1);
      number.close();
    }
    assertThat(List.of(ints, longs)).allSatisfy(each -> assertThat(each).hasToString("closed"));
  }
}
