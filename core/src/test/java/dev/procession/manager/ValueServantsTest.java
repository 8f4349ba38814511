package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.testing.LeakCheckPerClass;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Events, values, counters, arrays and namespaces as the manager keeps them. */
@ExtendWith(LeakCheckPerClass.class)
@Timeout(60)
class ValueServantsTest {
  private final TestClient anna = new TestClient("anna");

  @Test
  void shouldWakeAllWhoWaitForAnEvent() throws Exception {
    var event = new EventServant();
    assertThat(event.isSet()).isFalse();
    TestCall first = anna.run(event::await);
    TestCall second = anna.call(2, () -> event.await(1, TimeUnit.HOURS));
    TestCall interrupted = anna.run(3, event::await);
    assertThat(anna.call(() -> event.await(10, TimeUnit.MILLISECONDS)).result()).isEqualTo(false);
    assertThat(anna.call(() -> event.await(0, TimeUnit.DAYS)).result()).isEqualTo(false);
    interrupted.cancel();
    assertThatThrownBy(interrupted::result).isInstanceOf(InterruptedException.class);
    assertThat(event.waiters()).isEqualTo(2);
    event.set();
    event.clear();
    first.result();
    assertThat(second.result()).isEqualTo(true);
    event.set();
    assertThat(event).hasToString("ManagedEvent[set, waiters=0]");
    anna.run(event::await).result();
    assertThat(anna.call(() -> event.await(-1, TimeUnit.DAYS)).result()).isEqualTo(true);
  }

  @Test
  void shouldChangeAValueInOneStep() {
    var value = new ValueServant<@Nullable String>("a");
    value.set("b");
    assertThat(value.get()).isEqualTo("b");
    assertThat(value.getAndSet("c")).isEqualTo("b");
    assertThat(value.compareAndSet("x", "y")).isFalse();
    assertThat(value.compareAndSet(new String("c"), null)).isTrue();
    assertThat(value.compareAndSet(null, "d")).isTrue();
    assertThat(value.update(old -> old + "e")).isEqualTo("de");
    assertThat(value.getAndUpdate(old -> old + "f")).isEqualTo("de");
    assertThatThrownBy(
            () ->
                value.update(
                    old -> {
                      throw new IllegalStateException("no");
                    }))
        .hasMessage("no");
    assertThat(value).hasToString("ManagedValue[def]");
  }

  @Test
  void shouldCountAsTheJdkAndBeMadeAnew() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var jdk = new AtomicLong(5);
    var ours = new CounterServant(5);
    ManagedCounter proxy = anna.proxy(ManagedCounter.class, ours);
    var log = new TestLog();
    ours.writeTo(log);
    for (int step = 0; step < 500; step++) {
      String text = "seed=" + seed + ", step=" + step;
      long number = random.nextInt(3);
      long other = random.nextInt(3);
      switch (random.nextInt(8)) {
        case 0 -> assertThat(proxy.add(number)).as(text).isEqualTo(jdk.addAndGet(number));
        case 1 -> assertThat(proxy.getAndAdd(-number)).as(text).isEqualTo(jdk.getAndAdd(-number));
        case 2 -> assertThat(proxy.increment()).as(text).isEqualTo(jdk.incrementAndGet());
        case 3 -> assertThat(proxy.decrement()).as(text).isEqualTo(jdk.decrementAndGet());
        case 4 -> assertThat(proxy.getAndSet(number)).as(text).isEqualTo(jdk.getAndSet(number));
        case 5 -> {
          proxy.set(number);
          jdk.set(number);
        }
        default ->
            assertThat(proxy.compareAndSet(number, other))
                .as(text)
                .isEqualTo(jdk.compareAndSet(number, other));
      }
      assertThat(proxy.get()).as(text).isEqualTo(jdk.get());
      assertThat(log.replayTo(new CounterServant(5)).get()).as(text).isEqualTo(jdk.get());
    }
    assertThat(TestLog.saved(ours).replayTo(new CounterServant(0)).get()).isEqualTo(jdk.get());
    assertThat(ours).hasToString("ManagedCounter[" + jdk + "]");
    assertThatIllegalArgumentException().isThrownBy(() -> ours.replay(99, new Object[0]));
  }

  @Test
  void shouldHoldWhatAnArrayIsMadeFor() {
    ManagedArray<Integer> numbers = ArrayServant.of(int.class, 3);
    assertThat(numbers.toList()).containsExactly(0, 0, 0);
    numbers.set(1, 7);
    assertThat(numbers.update(1, n -> n + 1)).isEqualTo(8);
    assertThat(numbers.getAndSet(0, 4)).isEqualTo(0);
    assertThat(numbers.compareAndSet(0, 3, 5)).isFalse();
    assertThat(numbers.compareAndSet(0, 4, 5)).isTrue();
    assertThat(numbers).containsExactly(5, 8, 0).hasToString("ManagedArray[5, 8, 0]");
    numbers.setAll(1, List.of(1, 2));
    assertThat(numbers.toList(1, 3)).containsExactly(1, 2);
    numbers.toList().set(0, 99);
    assertThat(numbers.get(0)).isEqualTo(5);
    assertThat(numbers.length()).isEqualTo(3);
    assertThatThrownBy(() -> numbers.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> numbers.set(-1, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> numbers.toList(2, 4)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> numbers.setAll(2, List.of(1, 2)))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  @SuppressWarnings({"unchecked", "rawtypes"})
  void shouldRefuseWhatAnArrayIsNotMadeFor() {
    ManagedArray raw = ArrayServant.of(Double.class, List.of(1.5));
    assertThatThrownBy(() -> raw.set(0, 1))
        .isInstanceOf(ClassCastException.class)
        .hasMessageContaining("type=java.lang.Double, value's=java.lang.Integer");
    assertThatNullPointerException().isThrownBy(() -> raw.set(0, null));
    assertThatThrownBy(() -> raw.setAll(0, List.of("text"))).isInstanceOf(ClassCastException.class);
    assertThat(raw.get(0)).isEqualTo(1.5);
    ManagedArray<@Nullable String> texts = ArrayServant.of(String.class, 2);
    assertThat(texts.toList()).containsExactly(null, null);
    texts.set(0, "a");
    texts.set(0, null);
    ManagedArray<@Nullable Object> any = ArrayServant.of(Arrays.asList(1, "b", null));
    any.set(0, 'c');
    assertThat(any.toList()).containsExactly('c', "b", null);
    assertThatIllegalArgumentException().isThrownBy(() -> ArrayServant.of(void.class, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> ArrayServant.of(int.class, -1));
  }

  @Test
  void shouldNameVariables() {
    Namespace names = anna.proxy(Namespace.class, new NamespaceServant());
    names.set("x", 1);
    names.set("_hidden", 2);
    names.set("y", null);
    assertThat(names.get("x")).isEqualTo(1);
    assertThat(names.get("x", Integer.class)).isEqualTo(1);
    assertThat(names.get("y")).isNull();
    assertThat(names.has("y")).isTrue();
    assertThat(names.names()).containsExactly("x", "_hidden", "y");
    assertThat(names.copy()).containsEntry("_hidden", 2).hasSize(3);
    assertThatThrownBy(() -> names.get("z"))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage("no such variable: name=z, names=[x, _hidden, y]");
    assertThatThrownBy(() -> names.get("x", String.class)).isInstanceOf(ClassCastException.class);
    assertThatNullPointerException().isThrownBy(() -> names.get("y", String.class));
    assertThat(names.remove("x")).isTrue();
    assertThat(names.remove("x")).isFalse();
    names.names().clear();
    names.copy().clear();
    assertThat(names.has("_hidden")).isTrue();
  }

  @Test
  void shouldHideNamesThatBeginWithAnUnderscore() {
    var names = new NamespaceServant();
    names.set("x", 1);
    names.set("_hidden", 2);
    names.set("y", "b");
    assertThat(names).hasToString("Namespace(x=1, y=b)");
  }
}
