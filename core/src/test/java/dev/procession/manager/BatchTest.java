package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.channel.QueueClosedException;
import dev.procession.pool.ProcessPool;
import dev.procession.testing.LeakCheckPerClass;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Calls that do not wait for their answers, alone and as batches. */
@ExtendWith(LeakCheckPerClass.class)
class BatchTest {
  /** More than are sent as one message. */
  private static final int MANY = 50_000;

  private static Manager manager;

  @BeforeAll
  static void open() {
    manager = Manager.open();
  }

  @AfterAll
  static void close() {
    manager.close();
  }

  private static void count(Manager manager, ManagedCounter counter, int times) {
    AsyncCounter later = Manager.async(counter);
    manager.batch(
        () -> {
          for (int i = 0; i < times; i++) {
            later.increment();
          }
        });
  }

  @Test
  void shouldHaveDoneAllCallsWhenItReturns() {
    ManagedCounter counter = manager.counter();
    count(manager, counter, MANY);
    assertThat(counter.get()).isEqualTo(MANY);
  }

  @Test
  void shouldHaveAnsweredAllFuturesWhenItReturns() {
    ManagedQueue<Integer> queue = manager.queue();
    AsyncQueue<Integer> later = Manager.async(queue);
    List<CompletableFuture<Integer>> taken = new ArrayList<>();
    manager.batch(
        () -> {
          for (int i = 0; i < 100; i++) {
            later.put(i);
            taken.add(later.take());
          }
        });
    assertThat(taken).allMatch(CompletableFuture::isDone);
    assertThat(taken.stream().map(CompletableFuture::join))
        .containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
  }

  @Test
  void shouldMakeOtherCallsAfterThoseBeforeThem() {
    ManagedCounter counter = manager.counter();
    AsyncCounter later = Manager.async(counter);
    manager.batch(
        () -> {
          later.add(5);
          assertThat(counter.get()).isEqualTo(5);
          later.add(6);
        });
    assertThat(counter.get()).isEqualTo(11);
  }

  @Test
  void shouldThrowWhatOneCallThrewOnceAllAreDone() {
    ManagedQueue<Integer> queue = manager.queue();
    ManagedCounter counter = manager.counter();
    queue.shutdown();
    assertThatThrownBy(
            () ->
                manager.batch(
                    () -> {
                      Manager.async(queue).put(1);
                      Manager.async(counter).increment();
                    }))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(QueueClosedException.class);
    assertThat(counter.get()).isEqualTo(1);
  }

  /** The proxy has come before the manager has, and so over a way of its own. */
  @Test
  void shouldCollectTheCallsOfProxiesThatCameFromElsewhere() throws Exception {
    ManagedCounter counter = manager.counter();
    Manager sent = manager;
    try (var pool = ProcessPool.open(1)) {
      pool.submit(() -> counter.increment()).get();
      for (int i = 1; i <= 20; i++) {
        long expected = 1 + 100L * i;
        pool.submit(
                () -> {
                  count(sent, counter, 100);
                  assertThat(counter.get()).isEqualTo(expected);
                })
            .get();
      }
    }
  }

  @Test
  void shouldRunWhatHangsOnAFutureWhereItHoldsNobodyUp() {
    ManagedQueue<Integer> queue = manager.queue();
    AsyncQueue<Integer> later = Manager.async(queue);
    CompletableFuture<Integer> first = later.take();
    // Waits for an answer that comes after its own.
    CompletableFuture<Integer> both = first.thenApply(one -> one + later.take().join());
    later.put(1);
    later.put(2);
    assertThat(both.join()).isEqualTo(3);
  }

  @Test
  void shouldAnswerFuturesThatManyThreadsWaitFor() throws Exception {
    ManagedQueue<Integer> queue = manager.queue();
    CompletableFuture<Integer> taken = Manager.async(queue).take();
    var threads = new ArrayList<Thread>();
    var seen = new ArrayList<CompletableFuture<Integer>>();
    for (int i = 0; i < 8; i++) {
      var each = new CompletableFuture<Integer>();
      seen.add(each);
      threads.add(Thread.ofPlatform().start(() -> each.complete(taken.join())));
    }
    queue.put(7);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(seen).allMatch(each -> each.join() == 7);
  }
}
