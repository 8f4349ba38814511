package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.channel.QueueClosedException;
import dev.procession.pool.PoolTesting;
import dev.procession.testing.LeakCheckPerClass;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Queues as the manager keeps them. */
@ExtendWith(LeakCheckPerClass.class)
@Timeout(60)
class QueueServantTest {
  private final TestClient anna = new TestClient("anna");
  private final TestClient ben = new TestClient("ben");

  private static List<Object> values(QueueServant<?> queue) {
    return queue.items().stream().<Object>map(QueueItem::value).toList();
  }

  // ---- waiting ----------------------------------------------------------------------------------

  @Test
  void shouldServeTakersInOrder() throws Exception {
    var queue = new QueueServant<String>(QueueServant.UNBOUNDED);
    TestCall first = anna.call(queue::take);
    TestCall second = ben.call(queue::take);
    TestCall third = anna.call(2, () -> queue.poll(TimeUnit.HOURS.toNanos(1)));
    assertThat(queue.waiters()).isEqualTo(3);
    assertThat(ben.call(3, queue::poll).result()).isNull();
    ben.run(() -> queue.put("a")).result();
    assertThat(ben.call(() -> queue.offer("b")).result()).isEqualTo(true);
    assertThat(first.result()).isEqualTo("a");
    assertThat(second.result()).isEqualTo("b");
    assertThat(third.isAnswered()).isFalse();
    assertThat(ben.call(() -> queue.offer("c", 0)).result()).isEqualTo(true);
    assertThat(third.result()).isEqualTo("c");
    assertThat(queue.size()).isZero();
  }

  @Test
  void shouldServePuttersInOrder() throws Exception {
    var queue = new QueueServant<String>(1);
    anna.run(() -> queue.put("a")).result();
    TestCall first = anna.run(() -> queue.put("b"));
    TestCall second = ben.call(() -> queue.offer("c", TimeUnit.HOURS.toNanos(1)));
    assertThat(ben.call(2, () -> queue.offer("x")).result()).isEqualTo(false);
    assertThat(queue.remainingCapacity()).isZero();
    assertThat(ben.call(queue::take).result()).isEqualTo("a");
    first.result();
    assertThat(second.isAnswered()).isFalse();
    assertThat(ben.call(queue::take).result()).isEqualTo("b");
    assertThat(second.result()).isEqualTo(true);
    assertThat(values(queue)).containsExactly("c");
  }

  @Test
  void shouldNotBeWaitedForForever() throws Exception {
    var queue = new QueueServant<String>(1);
    assertThat(anna.call(() -> queue.poll(-1)).result()).isNull();
    assertThat(anna.call(() -> queue.poll(20_000_000)).result()).isNull();
    TestCall taker = anna.call(queue::take);
    taker.cancel();
    assertThatThrownBy(taker::result).isInstanceOf(InterruptedException.class);
    anna.run(() -> queue.put("a")).result();
    assertThat(anna.call(() -> queue.offer("b", 20_000_000)).result()).isEqualTo(false);
    TestCall putter = anna.run(() -> queue.put("c"));
    putter.cancel();
    assertThatThrownBy(putter::result).isInstanceOf(InterruptedException.class);
    assertThat(anna.call(() -> queue.join(20_000_000)).result()).isEqualTo(false);
    assertThat(values(queue)).containsExactly("a");
    assertThat(queue.waiters()).isZero();
  }

  @Test
  void shouldPutManyAsThereIsRoom() throws Exception {
    var queue = new QueueServant<Integer>(3);
    assertThat(anna.call(() -> queue.putSome(List.of(1, 2))).result()).isEqualTo(2);
    assertThat(anna.call(() -> queue.putSome(List.of(3, 4))).result()).isEqualTo(1);
    TestCall more = anna.call(() -> queue.putSome(List.of(4)));
    assertThat(anna.call(() -> queue.offerAll(List.of(5))).result()).isEqualTo(0);
    assertThat(ben.call(() -> queue.drain(2)).result()).isEqualTo(List.of(1, 2));
    assertThat(more.result()).isEqualTo(1);
    assertThat(values(queue)).containsExactly(3, 4);
    assertThat(ben.call(() -> queue.drain(99)).result()).isEqualTo(List.of(3, 4));
    assertThat(ben.call(() -> queue.drain(99)).result()).isEqualTo(List.of());
  }

  // ---- death ------------------------------------------------------------------------------------

  @Test
  void shouldPutBackWhatHasNotArrived() throws Exception {
    var queue = new QueueServant<Integer>(QueueServant.UNBOUNDED);
    queue.offerAll(List.of(1, 2, 3, 4));
    anna.call(queue::take).result();
    TestCall lost = anna.call(() -> queue.drain(2));
    lost.undo();
    assertThat(values(queue)).containsExactly(2, 3, 4);
    assertThat(queue.unfinished()).isEqualTo(4);
    queue.gone(anna);
    assertThat(queue.unfinished()).isEqualTo(3);
    TestCall again = ben.call(queue::take);
    assertThat(again.result()).isEqualTo(2);
    again.undo();
    assertThat(values(queue)).containsExactly(2, 3, 4);
    TestCall waiter = ben.call(() -> queue.join(Line.FOREVER));
    queue.clear();
    assertThat(waiter.result()).isEqualTo(true);
  }

  @Test
  void shouldGiveToAnotherTakerWhatHasNotArrived() throws Exception {
    var queue = new QueueServant<Integer>(QueueServant.UNBOUNDED);
    TestCall lost = anna.call(queue::take);
    TestCall next = ben.call(queue::take);
    ben.run(2, () -> queue.put(1)).result();
    assertThat(lost.result()).isEqualTo(1);
    lost.undo();
    assertThat(next.result()).isEqualTo(1);
  }

  @Test
  void shouldTakeNothingMoreUntilThereIsRoomForWhatCameBack() throws Exception {
    var queue = new QueueServant<Integer>(1);
    queue.offerAll(List.of(1));
    TestCall lost = anna.call(queue::take);
    queue.offerAll(List.of(2));
    lost.undo();
    assertThat(values(queue)).containsExactly(1, 2);
    assertThat(queue.remainingCapacity()).isZero();
    assertThat(ben.call(() -> queue.offer(3)).result()).isEqualTo(false);
    assertThat(ben.call(queue::take).result()).isEqualTo(1);
    assertThat(ben.call(() -> queue.offer(3)).result()).isEqualTo(false);
    assertThat(ben.call(queue::take).result()).isEqualTo(2);
    assertThat(ben.call(() -> queue.offer(3)).result()).isEqualTo(true);
  }

  @Test
  void shouldPutNothingForTheDead() throws Exception {
    var queue = new QueueServant<Integer>(1);
    queue.offerAll(List.of(1));
    anna.run(() -> queue.put(2));
    anna.end(queue);
    assertThat(ben.call(queue::take).result()).isEqualTo(1);
    assertThat(queue.size()).isZero();
  }

  // ---- that it has been dealt with --------------------------------------------------------------

  @Test
  void shouldWaitUntilAllHasBeenDealtWith() throws Exception {
    var queue = new QueueServant<Integer>(QueueServant.UNBOUNDED);
    assertThat(anna.call(() -> queue.join(0)).result()).isEqualTo(true);
    queue.offerAll(List.of(1, 2));
    TestCall joiner = anna.call(() -> queue.join(Line.FOREVER));
    assertThatThrownBy(() -> ben.run(queue::taskDone).result())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("acknowledged too often");
    ben.call(queue::take).result();
    ben.run(queue::taskDone).result();
    ben.call(queue::take).result();
    assertThat(joiner.isAnswered()).isFalse();
    anna.run(2, queue::taskDone).result();
    assertThat(joiner.result()).isEqualTo(true);
    assertThatThrownBy(() -> ben.run(queue::taskDone).result())
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldNotWaitForWhatTheDeadHadTaken() throws Exception {
    var queue = new QueueServant<Integer>(QueueServant.UNBOUNDED);
    queue.offerAll(List.of(1, 2));
    ben.call(() -> queue.drain(2)).result();
    TestCall joiner = anna.call(() -> queue.join(Line.FOREVER));
    assertThat(joiner.isAnswered()).isFalse();
    ben.end(queue);
    assertThat(joiner.result()).isEqualTo(true);
  }

  // ---- its end ----------------------------------------------------------------------------------

  @Test
  void shouldBeShutDown() throws Exception {
    var queue = new QueueServant<Integer>(1);
    queue.offerAll(List.of(1));
    TestCall putter = anna.run(() -> queue.put(2));
    assertThat(queue.shutdown(false)).isZero();
    assertThatThrownBy(putter::result).isInstanceOf(QueueClosedException.class);
    assertThatThrownBy(() -> anna.call(() -> queue.offer(3)).result())
        .isInstanceOf(QueueClosedException.class)
        .hasMessageContaining("put nothing after shutdown()");
    assertThat(queue).hasToString("ManagedQueue[items=1, shut down]");
    assertThat(ben.call(queue::take).result()).isEqualTo(1);
    assertThatThrownBy(() -> ben.call(queue::take).result())
        .isInstanceOf(QueueClosedException.class)
        .hasMessageContaining("nothing will come");
    var another = new QueueServant<Integer>(2);
    TestCall taker = ben.call(another::take);
    assertThat(another.shutdown(true)).isZero();
    assertThatThrownBy(taker::result).isInstanceOf(QueueClosedException.class);
    assertThat(another.isShutdown()).isTrue();
    var third = new QueueServant<Integer>(2);
    third.offerAll(List.of(1, 2));
    assertThat(third.shutdown(true)).isEqualTo(2);
  }

  // ---- by its proxy -----------------------------------------------------------------------------

  @SuppressWarnings("unchecked")
  private ManagedQueue<Integer> proxy(int capacity) {
    return new QueueProxy<>(
        (QueueCore<Integer>) anna.proxy(QueueCore.class, new QueueServant<Integer>(capacity)));
  }

  @Test
  void shouldRefuseNullAndItself() {
    ManagedQueue<Integer> queue = proxy(2);
    assertThatNullPointerException().isThrownBy(() -> queue.put(null));
    assertThatNullPointerException().isThrownBy(() -> queue.offer(null));
    assertThatNullPointerException().isThrownBy(() -> queue.offer(null, Duration.ZERO));
    assertThatNullPointerException().isThrownBy(() -> queue.offer(null, 1, TimeUnit.DAYS));
    assertThatNullPointerException().isThrownBy(() -> queue.putAll(Arrays.asList(1, null)));
    assertThat(queue).isEmpty();
    assertThat(queue.contains(null)).isFalse();
    assertThat(queue.remove(null)).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> queue.drainTo(queue));
    ManagedQueue<Integer> same = queue;
    assertThatIllegalArgumentException().isThrownBy(() -> queue.addAll(same));
    assertThatIllegalArgumentException().isThrownBy(() -> new QueueServant<Integer>(0));
  }

  @Test
  void shouldSayWhenItIsFull() throws Exception {
    ManagedQueue<Integer> queue = proxy(2);
    assertThat(queue.capacity()).isEqualTo(2);
    assertThat(queue.addAll(List.of())).isFalse();
    assertThatIllegalStateException()
        .isThrownBy(() -> queue.addAll(List.of(1, 2, 3)))
        .withMessage("the queue is full: items=3, put=2, capacity=2");
    assertThatIllegalStateException().isThrownBy(() -> queue.add(3));
    assertThat(queue.remainingCapacity()).isZero();
    assertThat(queue.offer(3, Duration.ofMillis(10))).isFalse();
    assertThat(queue.poll(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(1);
    assertThat(queue.take()).isEqualTo(2);
    assertThat(queue.poll(10, TimeUnit.MILLISECONDS)).isNull();
    queue.taskDone();
    assertThat(queue.unfinished()).isEqualTo(1);
    assertThat(queue.join(Duration.ofMillis(10))).isFalse();
    queue.taskDone();
    queue.join();
    assertThat(proxy(QueueServant.UNBOUNDED).remainingCapacity()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void shouldGoOverWhatIsThereAtFirstUse() {
    ManagedQueue<Integer> queue = proxy(9);
    queue.addAll(List.of(1, 2));
    var iterator = queue.iterator();
    queue.add(1);
    assertThat(iterator.next()).isEqualTo(1);
    assertThat(iterator.next()).isEqualTo(2);
    queue.remove();
    queue.add(4);
    assertThat(iterator.next()).isEqualTo(1);
    iterator.remove();
    assertThatIllegalStateException().isThrownBy(iterator::remove);
    assertThat(iterator.hasNext()).isFalse();
    assertThat(queue).containsExactly(2, 4);
  }

  @Test
  void shouldRemoveWhatIsAskedFor() {
    ManagedQueue<Integer> queue = proxy(9);
    queue.addAll(List.of(1, 2, 3, 2, 4, 5));
    assertThat(queue.remove(2)).isTrue();
    assertThat(queue.removeIf(n -> n == 3)).isTrue();
    Predicate<Integer> here = n -> n == 5;
    assertThat(queue.removeIf(here)).isTrue();
    assertThat(queue.removeIf(here)).isFalse();
    assertThat(queue.containsAll(List.of(1, 4))).isTrue();
    assertThat(queue.removeAll(List.of(1, 9))).isTrue();
    assertThat(queue.retainAll(List.of(4))).isTrue();
    assertThat(queue.toArray(new Integer[0])).containsExactly(4);
    assertThat(queue.unfinished()).isEqualTo(1);
    queue.clear();
    assertThat(queue.peek()).isNull();
    assertThat(queue.shutdownNow()).isZero();
    assertThat(queue.isShutdown()).isTrue();
  }

  @Test
  void shouldLoseNothingBetweenManyThreads() throws Exception {
    ManagedQueue<Integer> queue = proxy(5);
    var taken = new ConcurrentLinkedQueue<Integer>();
    try (var threads = new TestThreads()) {
      for (int i = 0; i < 3; i++) {
        int base = i * 300;
        threads.start(
            () -> {
              for (int n = 0; n < 200; n++) {
                queue.put(base + n);
              }
              queue.putAll(IntStream.range(base + 200, base + 300).boxed().toList());
            });
        threads.start(
            () -> {
              try {
                while (true) {
                  taken.add(queue.take());
                  queue.drainTo(taken, 3);
                }
              } catch (QueueClosedException end) {
                // All has been put and taken.
              }
            });
      }
      threads.start(
          () -> {
            PoolTesting.await("all taken", () -> taken.size() == 900);
            queue.shutdown();
          });
      threads.join();
    }
    assertThat(taken).doesNotHaveDuplicates().hasSize(900);
    assertThat(queue.unfinished()).isEqualTo(900);
  }
}
