package dev.procession.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.procession.ChildProcess;
import dev.procession.Processes;
import dev.procession.StartMethod;
import dev.procession.pool.PoolTesting;
import dev.procession.sync.SharedEvent;
import dev.procession.sync.SharedLatch;
import dev.procession.sync.SharedSemaphore;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Waiting for things that are no processes, and for all sorts together. */
@ExtendWith(LeakCheck.class)
class WaitForAnyTest {
  private static final Duration SHORT = Duration.ofMillis(5);
  private static final Duration HUGE = Duration.ofSeconds(Long.MAX_VALUE);

  // ---- things in shared memory
  // --------------------------------------------------------------------

  @Test
  void shouldWaitForThingsInSharedMemoryWithoutTakingThem() throws Exception {
    try (var semaphore = SharedSemaphore.create(0);
        var event = SharedEvent.create();
        var latch = SharedLatch.create(1)) {
      List<Object> all = List.of(semaphore, event, latch);
      assertThat(Processes.wait(all, Duration.ZERO)).isEmpty();
      assertThat(Processes.wait(all, HUGE.negated())).isEmpty();
      assertThat(Processes.wait(all, SHORT)).isEmpty();
      Thread.ofVirtual().start(event::set);
      assertThat(Processes.wait(all)).containsExactly(event);
      assertThat(Processes.wait(all)).containsExactly(event);
      event.clear();
      ChildProcess child = Children.of(StartMethod.SPAWN, semaphore::release).start();
      assertThat(Processes.wait(all, HUGE)).containsExactly(semaphore);
      assertThat(semaphore.availablePermits()).isOne();
      assertThat(Processes.wait(List.of(semaphore, child))).contains(semaphore);
      Children.expectCode(child, 0);
      assertThat(Processes.wait(List.of(semaphore, child, semaphore)))
          .containsExactly(semaphore, child, semaphore);
      semaphore.acquire();
      Thread.ofPlatform().start(latch::countDown);
      assertThat(Processes.wait(all)).containsExactly(latch);
    }
  }

  @Test
  void shouldNotKeepAPermitFromThoseWhoWouldTakeIt() throws Exception {
    try (var semaphore = SharedSemaphore.create(0);
        var enough = SharedEvent.create()) {
      int waits = 4;
      var looked = new CountDownLatch(waits);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < waits; i++) {
        threads.add(
            Thread.ofVirtual()
                .start(
                    () -> {
                      try {
                        Processes.wait(List.of(semaphore, enough));
                        looked.countDown();
                      } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                      }
                    }));
      }
      PoolTesting.await("all sleep", () -> semaphore.waiters() == waits);
      Thread taker = Thread.ofPlatform().start(semaphore::acquireUninterruptibly);
      PoolTesting.await("one more", () -> semaphore.waiters() == waits + 1);
      semaphore.release();
      assertThat(taker.join(PoolTesting.DEADLINE)).isTrue();
      // Those who came too late to see it sleep on.
      enough.set();
      for (Thread thread : threads) {
        assertThat(thread.join(PoolTesting.DEADLINE)).isTrue();
      }
      assertThat(looked.getCount()).isZero();
      assertThat(semaphore.waiters()).isZero();
    }
  }

  @Test
  void shouldSeeThePermitOfADeadProcess() throws Exception {
    try (var semaphore = SharedSemaphore.create(1);
        var taken = SharedEvent.create()) {
      ChildProcess child =
          Children.of(
                  StartMethod.SPAWN,
                  () -> {
                    semaphore.acquire();
                    taken.set();
                    Thread.sleep(Duration.ofHours(1));
                  })
              .start();
      assertThat(Processes.wait(List.of(taken), PoolTesting.DEADLINE)).containsExactly(taken);
      assertThat(Processes.wait(List.of(semaphore), SHORT)).isEmpty();
      child.kill();
      assertThat(Processes.wait(List.of(semaphore), PoolTesting.DEADLINE))
          .containsExactly(semaphore);
    }
  }

  // ---- channels
  // -----------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Conformance({"TestWait.test_wait_socket", "TestWait.test_wait_socket_slow"})
  void shouldCollectAllThatSocketsBringAndTheirEnds(boolean slow) throws Exception {
    int writers = 4;
    int messages = 10;
    try (var listener = loopback()) {
      SocketAddress address = listener.getLocalAddress();
      for (int i = 0; i < writers; i++) {
        String name = "writer" + i;
        Thread.ofVirtual().start(() -> write(address, name, messages, slow));
      }
      List<SocketChannel> open = new ArrayList<>();
      Map<SocketChannel, StringBuilder> brought = new HashMap<>();
      List<Object> things = new ArrayList<>(List.of(listener));
      int ended = 0;
      while (ended < writers) {
        for (Object ready : Processes.wait(things, PoolTesting.DEADLINE)) {
          if (ready == listener) {
            SocketChannel accepted = listener.accept();
            open.add(accepted);
            things.add(accepted);
            brought.put(accepted, new StringBuilder());
            continue;
          }
          var channel = (SocketChannel) ready;
          ByteBuffer room = ByteBuffer.allocate(16);
          if (channel.read(room) < 0) {
            ended++;
            things.remove(channel);
            channel.close();
          } else {
            brought.get(channel).append(UTF_8.decode(room.flip()));
          }
        }
      }
      assertThat(open).hasSize(writers);
      assertThat(brought.values().stream().map(StringBuilder::toString).sorted())
          .containsExactly(expected(writers, messages));
    }
  }

  private static String[] expected(int writers, int messages) {
    String[] all = new String[writers];
    for (int i = 0; i < writers; i++) {
      all[i] = String.join("", Collections.nCopies(messages, "writer" + i));
    }
    return all;
  }

  private static void write(SocketAddress address, String text, int times, boolean slow) {
    try (var channel = SocketChannel.open(address)) {
      for (int i = 0; i < times; i++) {
        if (slow) {
          Thread.sleep(ThreadLocalRandom.current().nextInt(20));
        }
        channel.write(UTF_8.encode(text));
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void shouldLeaveModeAndRegistrationOfChannelsAlone() throws Exception {
    try (var listener = loopback();
        var selector = Selector.open();
        var client = SocketChannel.open(listener.getLocalAddress());
        var accepted = listener.accept()) {
      listener.configureBlocking(false);
      SelectionKey key = listener.register(selector, SelectionKey.OP_ACCEPT);
      List<Object> things = List.of(listener, client, accepted);
      assertThat(Processes.wait(things, SHORT)).isEmpty();
      assertThat(key.isValid()).isTrue();
      assertThat(client.isBlocking()).isTrue();
      client.write(UTF_8.encode("x"));
      assertThat(Processes.wait(things)).containsExactly(accepted);
      assertThat(accepted.read(ByteBuffer.allocate(2))).isOne();
      client.close();
      assertThatIllegalStateException()
          .isThrownBy(() -> Processes.wait(things, SHORT))
          .withMessageContaining("closed");
      assertThat(Processes.wait(List.of(listener, accepted))).containsExactly(accepted);
    }
  }

  @Test
  void shouldRefuseChannelsThatAreOfNoUse() throws Exception {
    try (var unbound = ServerSocketChannel.open();
        var unconnected = SocketChannel.open()) {
      assertThatIllegalStateException()
          .isThrownBy(() -> Processes.wait(List.of(unbound), SHORT))
          .withMessageContaining("not bound");
      assertThatIllegalStateException()
          .isThrownBy(() -> Processes.wait(List.of(unconnected), SHORT))
          .withMessageContaining("not connected");
    }
    Pipe pipe = Pipe.open();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Processes.wait(List.of(pipe.sink()), SHORT));
    assertThat(Processes.wait(List.of(pipe.source()), SHORT)).isEmpty();
    pipe.sink().close();
    assertThat(Processes.wait(List.of(pipe.source()))).containsExactly(pipe.source());
    pipe.source().close();
  }

  // ---- all sorts
  // ----------------------------------------------------------------------------------

  @Test
  @Conformance({
    "TestWait.test_wait_integer",
    "TestWait.test_wait_timeout",
    "TestWait.test_neg_timeout"
  })
  void shouldReturnExactlyWhatIsReadyOfAllSorts() throws Exception {
    try (var listener = loopback();
        var client = SocketChannel.open(listener.getLocalAddress());
        var accepted = listener.accept();
        var semaphore = SharedSemaphore.create(0);
        var go = SharedEvent.create()) {
      var future = new CompletableFuture<String>();
      ChildProcess child = Children.of(StartMethod.SPAWN, go::await).start();
      List<Object> all = List.of(client, child, semaphore, future, listener, go);
      long start = System.nanoTime();
      assertThat(Processes.wait(all, Duration.ofMillis(300))).isEmpty();
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(300_000_000L);
      assertThat(Processes.wait(all, Duration.ofSeconds(-1))).isEmpty();
      semaphore.release();
      accepted.write(UTF_8.encode("b"));
      assertThat(Processes.wait(all, HUGE)).containsExactly(client, semaphore);
      client.read(ByteBuffer.allocate(1));
      semaphore.acquire();
      go.set();
      Children.join(child);
      future.complete("done");
      assertThat(Processes.wait(all, Duration.ZERO)).containsExactly(child, future, go);
    }
  }

  @Test
  void shouldBeInterruptibleAndLeaveNoThread() throws Exception {
    try (var listener = loopback();
        var semaphore = SharedSemaphore.create(0)) {
      for (Thread.Builder kind : List.of(Thread.ofPlatform(), Thread.ofVirtual())) {
        var thrown = new CompletableFuture<Throwable>();
        Thread waiting =
            kind.start(
                () -> {
                  try {
                    Processes.wait(List.of(listener, semaphore));
                    thrown.complete(null);
                  } catch (Throwable e) {
                    thrown.complete(e);
                  }
                });
        PoolTesting.await("it sleeps", () -> semaphore.waiters() == 1);
        waiting.interrupt();
        assertThat(PoolTesting.get(thrown)).isInstanceOf(InterruptedException.class);
        assertThat(semaphore.waiters()).isZero();
      }
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(InterruptedException.class)
          .isThrownBy(() -> Processes.wait(List.of(semaphore), HUGE));
      assertThat(Thread.interrupted()).isFalse();
    }
  }

  @Test
  void shouldTakeNoProcessorTimeWhileNothingHappens() throws Exception {
    try (var listener = loopback();
        var semaphore = SharedSemaphore.create(0);
        var event = SharedEvent.create()) {
      Thread waiting =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      Processes.wait(List.of(listener, semaphore, event));
                    } catch (InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                  });
      PoolTesting.await("it sleeps", () -> semaphore.waiters() == 1 && event.waiters() == 1);
      var threads = java.lang.management.ManagementFactory.getThreadMXBean();
      List<Thread> sleepers =
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> thread.getName().equals("procession-wait"))
              .toList();
      assertThat(sleepers).hasSize(3);
      long before = sleepers.stream().mapToLong(t -> threads.getThreadCpuTime(t.threadId())).sum();
      assertThat(waiting.join(Duration.ofMillis(700))).isFalse();
      long after = sleepers.stream().mapToLong(t -> threads.getThreadCpuTime(t.threadId())).sum();
      assertThat(after - before).isLessThan(20_000_000L);
      event.set();
      assertThat(waiting.join(PoolTesting.DEADLINE)).isTrue();
    }
  }

  private static ServerSocketChannel loopback() throws IOException {
    return ServerSocketChannel.open()
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }
}
