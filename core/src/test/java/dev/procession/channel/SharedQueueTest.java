package dev.procession.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.NotSendableException;
import dev.procession.pool.PoolTesting;
import dev.procession.sync.Crew;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheckPerClass;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a queue promises to the threads of one process; between processes it is the same code. */
@ExtendWith(LeakCheckPerClass.class)
@Timeout(120)
class SharedQueueTest {
  private static final Duration SHORT = Duration.ofMillis(30);

  // ---- order, bounds, time ----------------------------------------------------------------------

  @Conformance("_TestQueue.test_put")
  @Test
  void shouldRefuseWhatIsMoreThanItsCapacity() throws Exception {
    try (var queue = SharedQueue.<Integer>create(6)) {
      assertThat(queue).isEmpty();
      assertThat(queue.remainingCapacity()).isEqualTo(6);
      queue.put(1);
      assertThat(queue.offer(2)).isTrue();
      assertThat(queue.offer(3, SHORT)).isTrue();
      assertThat(queue.offer(4, 1, TimeUnit.SECONDS)).isTrue();
      assertThat(queue.add(5)).isTrue();
      queue.putAll(List.of(6));
      assertThat(queue.remainingCapacity()).isZero();
      assertThat(queue.offer(7)).isFalse();
      long before = System.nanoTime();
      assertThat(queue.offer(7, SHORT)).isFalse();
      assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(SHORT.toNanos());
      assertThat(queue.offer(7, Duration.ofSeconds(-1))).isFalse();
      assertThat(queue.offer(7, -1, TimeUnit.SECONDS)).isFalse();
      assertThatThrownBy(() -> queue.add(7)).isInstanceOf(IllegalStateException.class);
      assertThat(queue.take()).isOne();
      assertThat(queue.offer(7)).isTrue();
      assertThat(queue).containsExactly(2, 3, 4, 5, 6, 7);
    }
  }

  @Conformance({"_TestQueue.test_get", "_TestQueue.test_timeout"})
  @Test
  void shouldGiveItemsInTheirOrderAndThenNone() throws Exception {
    try (var queue = SharedQueue.<Integer>create()) {
      queue.putAll(List.of(1, 2, 3, 4));
      assertThat(queue.peek()).isOne();
      assertThat(queue.take()).isOne();
      assertThat(queue.poll()).isEqualTo(2);
      assertThat(queue.poll(SHORT)).isEqualTo(3);
      assertThat(queue.remove()).isEqualTo(4);
      assertThat(queue.poll()).isNull();
      assertThat(queue.peek()).isNull();
      long before = System.nanoTime();
      assertThat(queue.poll(SHORT)).isNull();
      assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(SHORT.toNanos());
      assertThat(queue.poll(0, TimeUnit.SECONDS)).isNull();
      assertThat(queue.poll(Duration.ofSeconds(-1))).isNull();
      assertThatThrownBy(queue::remove).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Conformance("_TestQueue.test_qsize")
  @Test
  void shouldCountExactly() throws Exception {
    try (var queue = SharedQueue.<Integer>create()) {
      for (int i = 0; i < 5; i++) {
        assertThat(queue).hasSize(i);
        queue.put(i);
      }
      queue.take();
      assertThat(queue).hasSize(4);
      queue.clear();
      assertThat(queue).isEmpty();
      assertThat(queue.remainingCapacity()).isEqualTo(Integer.MAX_VALUE);
    }
  }

  @Test
  void shouldBoundTheBytes() throws Exception {
    try (var queue = SharedQueue.<byte[]>create(c -> c.maxBytes(1000))) {
      assertThat(queue.offer(new byte[400])).isTrue();
      assertThat(queue.offer(new byte[400])).isTrue();
      assertThat(queue.offer(new byte[400])).isFalse();
      assertThat(queue.offer(new byte[100])).isTrue();
      assertThatThrownBy(() -> queue.offer(new byte[993]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("bytes=1008, maxBytes=1000");
      Future<Boolean> waiting = Crew.thread(() -> queue.offer(new byte[992], PoolTesting.DEADLINE));
      assertThat(queue.take()).hasSize(400);
      assertThat(queue.take()).hasSize(400);
      assertThat(queue.take()).hasSize(100);
      assertThat(PoolTesting.get(waiting)).isTrue();
      assertThat(queue.take()).hasSize(992);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldWaitForItemsAndForRoom(boolean virtual) throws Exception {
    try (var queue = SharedQueue.<Integer>create(2)) {
      List<Future<Integer>> takers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        takers.add(Crew.thread(queue::take, virtual));
      }
      Future<Object> putter =
          Crew.thread(
              () -> {
                queue.putAll(IntStream.range(0, 40).boxed().toList());
                return "done";
              },
              virtual);
      List<Integer> all = new ArrayList<>();
      for (Future<Integer> taker : takers) {
        all.add(PoolTesting.get(taker));
      }
      while (all.size() < 40) {
        all.add(queue.take());
      }
      assertThat(PoolTesting.get(putter)).isEqualTo("done");
      assertThat(all).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 40).boxed().toList());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldEndAWaitByAnInterrupt(boolean virtual) throws Exception {
    try (var empty = SharedQueue.<Integer>create();
        var full = SharedQueue.<Integer>create(1)) {
      full.put(1);
      Crew.expectEndByInterrupt(virtual, empty::take, () -> asleep(empty));
      Crew.expectEndByInterrupt(virtual, () -> full.put(2), () -> asleep(full));
      Crew.expectEndByInterrupt(
          virtual, () -> full.offer(2, Duration.ofDays(100_000_000)), () -> asleep(full));
      assertThat(full).containsExactly(1);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> full.take()).isInstanceOf(InterruptedException.class);
      Thread.currentThread().interrupt();
      assertThat(full.poll()).isOne();
      assertThat(full.offer(3)).isTrue();
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private static int asleep(SharedQueue<?> queue) {
    return queue.waiters();
  }

  // ---- items ------------------------------------------------------------------------------------

  private enum Color {
    RED
  }

  private record Point(int x, List<String> names) implements Serializable {}

  @Test
  void shouldCarryAnyKindOfItem() throws Exception {
    List<Object> items =
        List.of(
            1,
            Integer.MIN_VALUE,
            -1,
            2L,
            "text",
            "Grüße, 世界",
            "",
            1.5,
            'c',
            true,
            Color.RED,
            new Point(1, List.of("a")),
            List.of(1, "two"),
            Duration.ofSeconds(1),
            new byte[] {1, -2},
            new byte[0],
            new short[] {1, -2},
            new char[] {'a', 'ß'},
            new int[] {1, -2},
            new long[] {1, Long.MIN_VALUE},
            new float[] {1, -2.5f},
            new double[] {1, Double.NaN},
            new boolean[] {true, false},
            new String[] {"a"});
    try (var queue = SharedQueue.<Object>create()) {
      queue.putAll(items);
      assertThat(new ArrayList<>(queue)).hasSameSizeAs(items);
      for (Object item : items) {
        Object taken = queue.take();
        assertThat(taken).isInstanceOf(item.getClass());
        assertThat(Objects.deepEquals(taken, item)).as("%s", item).isTrue();
      }
    }
  }

  @Test
  void shouldCarryMemory() throws Exception {
    try (var queue = SharedQueue.<MemorySegment>create();
        var arena = Arena.ofConfined()) {
      MemorySegment sent = arena.allocate(100_000);
      sent.set(ValueLayout.JAVA_INT, 99_996, 42);
      queue.put(sent);
      queue.put(MemorySegment.ofArray(new int[0]));
      MemorySegment taken = queue.take();
      assertThat(taken.mismatch(sent)).isEqualTo(-1);
      assertThat(taken.isReadOnly()).isFalse();
      assertThat(queue.take().byteSize()).isZero();
    }
  }

  @Test
  void shouldGrowForManyItemsAndForLargeOnes() throws Exception {
    try (var queue = SharedQueue.<Object>create()) {
      for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 20_000; i++) {
          queue.put("item number " + i);
        }
        queue.put(new byte[70_000_000]);
        queue.put(new long[1_000_000]);
        queue.put("last");
        for (int i = 0; i < 20_000; i++) {
          assertThat(queue.take()).isEqualTo("item number " + i);
        }
        assertThat((byte[]) queue.take()).hasSize(70_000_000);
        assertThat((long[]) queue.take()).hasSize(1_000_000);
        assertThat(queue.take()).isEqualTo("last");
      }
    }
  }

  @Test
  void shouldGrowOnThreadsThatAreInterrupted() throws Exception {
    try (var queue = SharedQueue.<byte[]>create()) {
      for (int i = 1; i < 20; i++) {
        Thread.currentThread().interrupt();
        assertThat(queue.offer(new byte[i * 100_000])).isTrue();
        assertThat(queue.poll()).hasSize(i * 100_000);
      }
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Conformance("_TestQueue.test_queue_feeder_donot_stop_onexc")
  @Test
  void shouldRefuseWhatCannotBeSentInItsCaller() throws Exception {
    try (var queue = SharedQueue.<Object>create(1)) {
      assertThatThrownBy(() -> queue.put(new Object())).isInstanceOf(NotSendableException.class);
      assertThatThrownBy(() -> queue.offer(Thread.currentThread()))
          .isInstanceOf(NotSendableException.class);
      assertThat(queue).isEmpty();
      assertThat(queue.offer("good")).isTrue();
      assertThat(queue.take()).isEqualTo("good");
    }
  }

  /** Can be sent and not be rebuilt. */
  private static final class Unreadable implements Serializable {
    private static final long serialVersionUID = 1;

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
      throw new InvalidObjectException("not here");
    }
  }

  @Test
  void shouldGoOnAfterAnItemThatCannotBeRebuilt() throws Exception {
    try (var queue = SharedQueue.<Object>create();
        var joinable = JoinableQueue.<Object>create();
        var leased = SharedQueue.<Object>create(c -> c.leased(true))) {
      queue.put(new Unreadable());
      queue.put("next");
      assertThatThrownBy(queue::take)
          .isInstanceOf(NotSendableException.class)
          .hasMessageContaining("not here");
      assertThat(queue.take()).isEqualTo("next");

      queue.putAll(List.of(1, new Unreadable(), 2, new Unreadable(), 3));
      List<Object> drained = new ArrayList<>();
      assertThatThrownBy(() -> queue.drainTo(drained))
          .isInstanceOf(NotSendableException.class)
          .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
      assertThat(drained).containsExactly(1, 2, 3);
      assertThat(queue).isEmpty();

      joinable.put(new Unreadable());
      assertThatThrownBy(joinable::take).isInstanceOf(NotSendableException.class);
      assertThat(joinable.join(Duration.ZERO)).isTrue();

      leased.put(new Unreadable());
      assertThatThrownBy(leased::lease).isInstanceOf(NotSendableException.class);
      assertThat(leased).isEmpty();
    }
  }

  /** Uses the queue while it is written and read. */
  private record Nesting(SharedQueue<Object> queue) implements Serializable {
    private Object writeReplace() throws InterruptedException {
      queue.put("from within");
      return new Nested(queue);
    }
  }

  private record Nested(SharedQueue<Object> queue) implements Serializable {
    private Object readResolve() throws InterruptedException {
      return "with: " + queue.poll();
    }
  }

  @Test
  void shouldBeUsableByItemsOnTheirWay() throws Exception {
    try (var queue = SharedQueue.<Object>create()) {
      queue.put(new Nesting(queue));
      assertThat(queue.take()).isEqualTo("from within");
      queue.put("after");
      assertThat(queue.take()).isEqualTo("with: after");
    }
  }

  @Test
  void shouldRefuseNullAndNonsense() {
    try (var queue = SharedQueue.<String>create()) {
      assertThatThrownBy(() -> queue.put(null)).isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> queue.offer(null)).isInstanceOf(NullPointerException.class);
      List<String> withNull = new ArrayList<>();
      withNull.add("a");
      withNull.add(null);
      assertThatThrownBy(() -> queue.putAll(withNull)).isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> queue.drainTo(null)).isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> queue.drainTo(queue)).isInstanceOf(IllegalArgumentException.class);
      assertThat(queue).isEmpty();
      assertThatThrownBy(queue::lease).isInstanceOf(UnsupportedOperationException.class);
    }
    assertThatThrownBy(() -> SharedQueue.create(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("capacity=0");
    assertThatThrownBy(() -> SharedQueue.create(c -> c.maxBytes(7)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SharedQueue.create((UnaryOperator<QueueConfig>) c -> null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> JoinableQueue.create(c -> c.leased(true)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldDrainAndShowCopies() throws Exception {
    try (var queue = SharedQueue.<Integer>create(c -> c.name("jobs"))) {
      List<Integer> all = IntStream.range(0, 1000).boxed().toList();
      queue.putAll(all);
      Iterator<Integer> snapshot = queue.iterator();
      assertThat(queue.contains(999)).isTrue();
      assertThat(queue).hasToString("SharedQueue[jobs: items=1000]");
      List<Integer> drained = new ArrayList<>();
      assertThat(queue.drainTo(drained, 0)).isZero();
      assertThat(queue.drainTo(drained, -1)).isZero();
      assertThat(queue.drainTo(drained, 10)).isEqualTo(10);
      assertThat(queue.drainTo(drained)).isEqualTo(990);
      assertThat(queue.drainTo(drained)).isZero();
      assertThat(drained).isEqualTo(all);
      snapshot.forEachRemaining(i -> {});
      assertThatThrownBy(snapshot::next).isInstanceOf(NoSuchElementException.class);
      queue.put(1);
      assertThatThrownBy(() -> queue.remove(1)).isInstanceOf(UnsupportedOperationException.class);
    }
  }

  // ---- leases -----------------------------------------------------------------------------------

  @Test
  void shouldKeepWhatIsOnLeaseUntilItIsComplete() throws Exception {
    try (var queue = SharedQueue.<String>create(c -> c.leased(true))) {
      queue.putAll(List.of("a", "b", "c"));
      Lease<String> a = queue.lease();
      Lease<String> b = queue.lease(SHORT);
      assertThat(a.item()).isEqualTo("a");
      assertThat(a.isRedelivered()).isFalse();
      assertThat(queue).hasSize(1);
      b.close();
      assertThat(queue).hasSize(2);
      assertThat(queue.peek()).isEqualTo("b");
      assertThat(queue).containsExactly("b", "c");
      Lease<String> again = queue.lease();
      assertThat(again.item()).isEqualTo("b");
      assertThat(again.isRedelivered()).isTrue();
      again.complete();
      assertThatThrownBy(again::complete).isInstanceOf(IllegalStateException.class);
      a.giveBack();
      assertThatThrownBy(a::complete).isInstanceOf(IllegalStateException.class);
      assertThat(queue.take()).isEqualTo("a");
      assertThat(queue.take()).isEqualTo("c");
      assertThat(queue.lease(SHORT)).isNull();
      assertThat(queue.poll()).isNull();
    }
  }

  @Test
  void shouldNotUseTheMemoryOfWhatIsOnLease() throws Exception {
    try (var queue = SharedQueue.<String>create(c -> c.leased(true))) {
      queue.put("kept");
      Lease<String> kept = queue.lease();
      for (int i = 0; i < 50_000; i++) {
        queue.put("item " + i);
        assertThat(queue.take()).isEqualTo("item " + i);
      }
      kept.giveBack();
      assertThat(queue.take()).isEqualTo("kept");
    }
  }

  @Test
  void shouldRefuseTooManyLeases() throws Exception {
    try (var queue = SharedQueue.<Integer>create(c -> c.leased(true))) {
      queue.putAll(IntStream.range(0, 1025).boxed().toList());
      Lease<Integer> last = queue.lease();
      for (int i = 1; i < 1024; i++) {
        last = queue.lease();
      }
      assertThatThrownBy(queue::lease)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("leases=1024");
      last.complete();
      assertThat(queue.lease().item()).isEqualTo(1024);
    }
  }

  @Test
  void shouldWakeWhoWaitsForALeaseThatIsGivenBack() throws Exception {
    try (var queue = SharedQueue.<Integer>create(c -> c.leased(true))) {
      queue.put(1);
      Lease<Integer> lease = queue.lease();
      Future<Integer> waiting = Crew.thread(queue::take);
      PoolTesting.await("it sleeps", () -> asleep(queue) == 1);
      lease.giveBack();
      assertThat(PoolTesting.get(waiting)).isOne();
    }
  }

  // ---- its end ----------------------------------------------------------------------------------

  @Conformance("_TestQueue.test_shutdown_nonempty")
  @Test
  void shouldBeEmptiedAfterAShutdown() throws Exception {
    try (var queue = SharedQueue.<Integer>create(2)) {
      queue.put(1);
      queue.put(2);
      Future<Object> putter = putting(queue, 3);
      PoolTesting.await("it sleeps", () -> asleep(queue) == 1);
      queue.shutdown();
      assertThat(queue.isShutdown()).isTrue();
      assertThat(PoolTesting.failureOf(putter)).isInstanceOf(QueueClosedException.class);
      assertThatThrownBy(() -> queue.offer(3)).isInstanceOf(QueueClosedException.class);
      assertThatThrownBy(() -> queue.put(3))
          .isInstanceOf(QueueClosedException.class)
          .hasMessageContaining("has been shut down");
      assertThat(queue.take()).isOne();
      assertThat(queue.poll()).isEqualTo(2);
      assertThatThrownBy(queue::poll).isInstanceOf(QueueClosedException.class);
      assertThatThrownBy(queue::take).isInstanceOf(QueueClosedException.class);
      assertThatThrownBy(() -> queue.poll(SHORT)).isInstanceOf(QueueClosedException.class);
      assertThat(queue.drainTo(new ArrayList<>())).isZero();
      queue.shutdown();
    }
  }

  @Conformance("_TestQueue.test_shutdown_empty")
  @Test
  void shouldWakeAllWhoWaitAtAShutdown() throws Exception {
    try (var queue = SharedQueue.<Integer>create()) {
      List<Future<Integer>> takers = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        takers.add(Crew.thread(queue::take));
      }
      PoolTesting.await("all sleep", () -> asleep(queue) == 5);
      queue.shutdown();
      for (Future<Integer> taker : takers) {
        assertThat(PoolTesting.failureOf(taker)).isInstanceOf(QueueClosedException.class);
      }
    }
  }

  @Conformance("_TestQueue.test_shutdown_immediate")
  @Test
  void shouldDropWhatIsThereAtAnImmediateShutdown() throws Exception {
    try (var queue = SharedQueue.<Integer>create(3)) {
      queue.putAll(List.of(1, 2, 3));
      Future<Object> putter = putting(queue, 4);
      PoolTesting.await("it sleeps", () -> asleep(queue) == 1);
      assertThat(queue.shutdownNow()).isEqualTo(3);
      assertThat(queue.shutdownNow()).isZero();
      assertThat(PoolTesting.failureOf(putter)).isInstanceOf(QueueClosedException.class);
      assertThat(queue).isEmpty();
      assertThat(queue.peek()).isNull();
      assertThatThrownBy(queue::take).isInstanceOf(QueueClosedException.class);
    }
  }

  private static Future<Object> putting(SharedQueue<Integer> queue, int item) {
    return Crew.thread(
        () -> {
          queue.put(item);
          return "put";
        });
  }

  @Test
  void shouldEndWithItsProducers() throws Exception {
    try (var queue = SharedQueue.<Integer>create(c -> c.endsWithProducers(true))) {
      assertThat(queue.poll()).isNull();
      queue.put(1);
      Future<List<Integer>> taker = Crew.thread(() -> List.of(queue.take(), queue.take()));
      PoolTesting.await("it sleeps", () -> asleep(queue) == 1);
      queue.finish();
      assertThat(PoolTesting.failureOf(taker))
          .isInstanceOf(QueueClosedException.class)
          .hasMessageContaining("no producer is left");
      queue.put(2);
      assertThat(queue.take()).isEqualTo(2);
    }
  }

  @Conformance({
    "_TestQueue.test_closed_queue_put_get_exceptions",
    "_TestQueue.test_closed_queue_empty_exceptions"
  })
  @Test
  void shouldRefuseAllUseOnceClosed() throws Exception {
    SharedQueue<Integer> queue = SharedQueue.create(c -> c.leased(true));
    queue.put(1);
    Lease<Integer> lease = queue.lease();
    Future<Integer> taker = Crew.thread(queue::take);
    PoolTesting.await("it sleeps", () -> asleep(queue) == 1);
    queue.close();
    queue.close();
    // The lease was given back as the queue was closed, so the taker may have got that.
    try {
      assertThat(PoolTesting.get(taker)).isOne();
    } catch (ExecutionException e) {
      assertThat(e).hasCauseInstanceOf(IllegalStateException.class);
    }
    lease.giveBack();
    assertThatThrownBy(lease::complete).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> queue.put(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(queue::take).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(queue::poll).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(queue::isEmpty).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(queue::shutdown).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(queue::finish).isInstanceOf(IllegalStateException.class);
    assertThat(queue).isNotNull().asString().isEqualTo("SharedQueue[closed]");
  }
}
