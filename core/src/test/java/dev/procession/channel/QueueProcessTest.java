package dev.procession.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ChildProcess;
import dev.procession.Context;
import dev.procession.StartMethod;
import dev.procession.inspect.SharedResources;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.Signals;
import dev.procession.sync.Crew;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheckPerClass;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Queues of several processes. */
@ExtendWith(LeakCheckPerClass.class)
@Timeout(120)
class QueueProcessTest {
  private static final int EACH = 5_000;

  @TempDir private Path directory;

  private record Item(int producer, int number, byte[] filling) implements Serializable {
    static Item of(int producer, int number) {
      byte[] filling = new byte[number % 700];
      java.util.Arrays.fill(filling, (byte) number);
      return new Item(producer, number, filling);
    }

    void check() {
      for (byte b : filling) {
        if (b != (byte) number) {
          throw new IllegalStateException("torn: " + producer + ", " + number);
        }
      }
    }
  }

  @Conformance("_TestQueue.test_fork")
  @ParameterizedTest
  @EnumSource(StartMethod.class)
  void shouldTravelWithEachStartMethod(StartMethod method) throws Exception {
    try (var queue = SharedQueue.<Integer>create(3);
        var first = SharedQueue.<Integer>create()) {
      first.put(-1);
      var child =
          ChildProcess.of(
                  () -> {
                    assertThat(first.take()).isEqualTo(-1);
                    queue.putAll(IntStream.range(0, 20).boxed().toList());
                  })
              .context(Context.standard().startMethod(method));
      try (child) {
        child.start();
        for (int i = 0; i < 20; i++) {
          assertThat(queue.poll(PoolTesting.DEADLINE)).isEqualTo(i);
        }
        child.join();
        assertThat(child.exitCode()).hasValue(0);
      }
    }
  }

  @Test
  void shouldTravelThroughItself() throws Exception {
    try (var queue = SharedQueue.<Object>create();
        var crew = new Crew()) {
      crew.child(
          () -> {
            var reply = (JoinableQueue<?>) queue.take();
            answer(reply);
            reply.close();
          });
      try (var reply = JoinableQueue.<String>create()) {
        queue.put(reply);
        assertThat(reply.take()).isEqualTo("hello");
        reply.taskDone();
        crew.join();
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static void answer(JoinableQueue<?> queue) throws InterruptedException {
    ((JoinableQueue<String>) queue).put("hello");
  }

  @ParameterizedTest
  @EnumSource
  void shouldKeepTheOrderOfEachProducerAndLoseNothing(Bound bound) throws Exception {
    int producers = 2;
    int consumers = 2;
    try (var queue = SharedQueue.<Item>create(bound::apply);
        var seen = SharedQueue.<int[]>create();
        var crew = new Crew()) {
      for (int i = 0; i < producers; i++) {
        int producer = i;
        crew.child(
            () -> {
              for (int number = 0; number < EACH; number++) {
                queue.put(Item.of(producer, number));
              }
            });
      }
      for (int i = 0; i < consumers; i++) {
        crew.child(() -> consume(queue, seen));
      }
      Map<Integer, List<Integer>> numbers = new HashMap<>();
      for (int i = 0; i < producers * EACH; i++) {
        int[] one = seen.poll(PoolTesting.DEADLINE);
        assertThat(one).as("after %s", i).isNotNull();
        numbers.computeIfAbsent(one[0] * consumers, p -> new ArrayList<>()).add(one[1]);
      }
      queue.shutdown();
      crew.join();
      for (List<Integer> ofOne : numbers.values()) {
        assertThat(ofOne).hasSize(EACH).doesNotHaveDuplicates();
      }
    }
  }

  private enum Bound {
    NONE,
    TEN_ITEMS,
    FEW_BYTES;

    QueueConfig apply(QueueConfig config) {
      return switch (this) {
        case NONE -> config;
        case TEN_ITEMS -> config.capacity(10);
        case FEW_BYTES -> config.maxBytes(5000);
      };
    }
  }

  /** Passes on what it takes; throws if one producer's items come in another order. */
  private static void consume(SharedQueue<Item> queue, SharedQueue<int[]> seen)
      throws InterruptedException {
    Map<Integer, Integer> last = new HashMap<>();
    try {
      while (true) {
        Item item = queue.take();
        item.check();
        Integer before = last.put(item.producer, item.number);
        if (before != null && before >= item.number) {
          throw new IllegalStateException("order: " + before + ", " + item.number);
        }
        seen.put(new int[] {item.producer, item.number});
      }
    } catch (QueueClosedException end) {
      // All has been taken.
    }
  }

  @Test
  void shouldDeliverWhatADeadProducerHasPutAndThenEnd() throws Exception {
    Signals signals = Signals.in(directory);
    try (var queue = SharedQueue.<Integer>create(c -> c.endsWithProducers(true));
        var crew = new Crew()) {
      var victim =
          crew.child(
              () -> {
                queue.putAll(List.of(1, 2, 3));
                signals.raise("put");
                signals.await("never");
              });
      signals.expect("put");
      assertThat(queue.take()).isOne();
      var taken = Crew.thread(() -> List.of(queue.take(), queue.take(), queue.take()));
      PoolTesting.await("it sleeps", () -> queue.waiters() == 1);
      long before = System.nanoTime();
      crew.kill(victim);
      assertThat(PoolTesting.failureOf(taken)).isInstanceOf(QueueClosedException.class);
      assertThat(System.nanoTime() - before).isLessThan(Crew.DEAD_WAIT.toNanos());
    }
  }

  @Test
  void shouldEndWhenTheLastProducerClosesTheQueue() throws Exception {
    Signals signals = Signals.in(directory);
    try (var queue = SharedQueue.<Integer>create(c -> c.endsWithProducers(true));
        var crew = new Crew()) {
      crew.child(
          () -> {
            queue.put(1);
            signals.await("close");
            queue.close();
            signals.raise("closed");
            signals.await("end");
          });
      assertThat(queue.take()).isOne();
      var taken = Crew.thread(queue::take);
      PoolTesting.await("it sleeps", () -> queue.waiters() == 1);
      signals.raise("close");
      assertThat(PoolTesting.failureOf(taken)).isInstanceOf(QueueClosedException.class);
      signals.raise("end");
      crew.join();
    }
  }

  @Test
  void shouldGiveTheLeaseOfADeadProcessToAnother() throws Exception {
    Signals signals = Signals.in(directory);
    try (var queue = SharedQueue.<String>create(c -> c.leased(true));
        var crew = new Crew()) {
      queue.put("precious");
      var victim =
          crew.child(
              () -> {
                queue.lease();
                signals.raise("leased");
                signals.await("never");
              });
      signals.expect("leased");
      assertThat(queue).isEmpty();
      var next = Crew.thread(queue::lease);
      PoolTesting.await("it sleeps", () -> queue.waiters() == 1);
      long before = System.nanoTime();
      crew.kill(victim);
      Lease<String> lease = PoolTesting.get(next);
      assertThat(System.nanoTime() - before).isLessThan(Crew.DEAD_WAIT.toNanos());
      assertThat(lease.item()).isEqualTo("precious");
      assertThat(lease.isRedelivered()).isTrue();
      lease.complete();
    }
  }

  @Test
  void shouldTellAllProcessesOfAShutdown() throws Exception {
    try (var queue = SharedQueue.<Integer>create(1);
        var crew = new Crew()) {
      crew.children(
          2,
          () ->
              assertThatThrownBy(
                      () -> {
                        while (true) {
                          queue.put(1);
                        }
                      })
                  .isInstanceOf(QueueClosedException.class));
      PoolTesting.await("both sleep", () -> queue.waiters() == 2);
      assertThat(queue.shutdownNow()).isOne();
      crew.join();
    }
  }

  /** Uses a queue while its class is being initialized; the child does not need the class. */
  private static final class Early {
    static final Integer FIRST = throughAChild();
  }

  private static Integer throughAChild() {
    try (var queue = SharedQueue.<Integer>create();
        var crew = new Crew()) {
      crew.child(() -> queue.put(42));
      Integer item = queue.poll(PoolTesting.DEADLINE);
      crew.join();
      return item;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Conformance("_TestQueue.test_no_import_lock_contention")
  @Test
  void shouldBeUsableWhileAClassIsInitialized() {
    assertThat(Early.FIRST).isEqualTo(42);
  }

  @Test
  void shouldBeListedWithItsItems() throws Exception {
    try (var queue = SharedQueue.<Integer>create(c -> c.name("listed queue"))) {
      queue.putAll(List.of(1, 2, 3));
      assertThat(SharedResources.list())
          .filteredOn(r -> r.name().equals("listed queue"))
          .singleElement()
          .satisfies(r -> assertThat(r.detail()).isEqualTo("items=3"));
      assertThat(queue.poll(Duration.ZERO)).isOne();
    }
  }
}
