package dev.procession.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.procession.ChildProcess;
import dev.procession.Context;
import dev.procession.Processes;
import dev.procession.StartMethod;
import dev.procession.pool.PoolTesting;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import java.io.EOFException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Waiting for connections and queues, and connections that are sent through connections. */
@ExtendWith(LeakCheck.class)
class WaitForChannelsTest {
  private static final Duration SHORT = Duration.ofMillis(5);
  private static final int WRITERS = 4;
  private static final int MESSAGES = 10;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Conformance({"TestWait.test_wait", "TestWait.test_wait_slow"})
  void shouldCollectAllThatPipesBringAndTheirEnds(boolean slow) throws Exception {
    List<Connection> open = new ArrayList<>();
    List<ChildProcess> children = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      Pipe pipe = Pipe.oneWay();
      Connection sink = pipe.second();
      int writer = i;
      children.add(
          ChildProcess.of(
                  () -> {
                    for (int message = 0; message < MESSAGES; message++) {
                      if (slow) {
                        Thread.sleep(ThreadLocalRandom.current().nextInt(20));
                      }
                      sink.send(writer * MESSAGES + message);
                    }
                    sink.close();
                  })
              .context(
                  Context.standard().startMethod(i == 0 ? StartMethod.SPAWN : StartMethod.THREAD))
              .start());
      open.add(pipe.first());
      if (i == 0) {
        sink.close();
      }
    }
    List<Integer> brought = new ArrayList<>();
    while (!open.isEmpty()) {
      for (Connection ready : Processes.wait(open, PoolTesting.DEADLINE)) {
        try {
          brought.add((Integer) ready.receive());
        } catch (EOFException end) {
          open.remove(ready);
          ready.close();
        }
      }
    }
    assertThat(brought).hasSize(WRITERS * MESSAGES).doesNotHaveDuplicates();
    for (ChildProcess child : children) {
      assertThat(child.join(PoolTesting.DEADLINE)).isTrue();
    }
  }

  @Test
  void shouldWaitForQueuesSocketsAndPipesTogetherWithoutTakingAnything() throws Exception {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (var queue = SharedQueue.<String>create();
        var simple = SimpleQueue.<String>create();
        var listener = Listener.open(address);
        var client = Client.connect(listener.address());
        var accepted = listener.accept();
        var pipe = Pipe.open()) {
      List<Object> all = List.of(queue, simple, client, pipe.second());
      assertThat(Processes.wait(all, Duration.ZERO)).isEmpty();
      assertThat(Processes.wait(all, SHORT)).isEmpty();
      Thread.ofVirtual().start(() -> simple.put("a"));
      assertThat(Processes.wait(all, PoolTesting.DEADLINE)).containsExactly(simple);
      assertThat(simple.take()).isEqualTo("a");
      accepted.send("hello");
      assertThat(Processes.wait(all, PoolTesting.DEADLINE)).containsExactly(client);
      assertThat(Processes.wait(all, PoolTesting.DEADLINE)).containsExactly(client);
      assertThat(client.receive()).isEqualTo("hello");
      Thread.ofPlatform().start(() -> queue.add("b"));
      assertThat(Processes.wait(all, PoolTesting.DEADLINE)).containsExactly(queue);
      assertThat(queue).hasSize(1);
      pipe.first().send("c");
      assertThat(Processes.wait(all, PoolTesting.DEADLINE)).containsExactly(queue, pipe.second());
      assertThat(queue.take()).isEqualTo("b");
      assertThat(pipe.second().receive()).isEqualTo("c");
      assertThat(Processes.wait(all, SHORT)).isEmpty();
      accepted.close();
      pipe.first().close();
      queue.shutdown();
      assertThat(Processes.wait(List.of(client), PoolTesting.DEADLINE)).containsExactly(client);
      assertThat(Processes.wait(List.of(queue), PoolTesting.DEADLINE)).containsExactly(queue);
      assertThat(Processes.wait(all, PoolTesting.DEADLINE))
          .containsExactly(queue, client, pipe.second());
      assertThatExceptionOfType(EOFException.class).isThrownBy(client::receive);
    }
  }

  @Test
  @Conformance("_TestPicklingConnections.test_access")
  void shouldSendTheEndsOfPipesThroughPipesWithTheirDirection() throws Exception {
    try (var pipe = Pipe.open()) {
      Connection there = pipe.second();
      ChildProcess child =
          ChildProcess.of(
                  () -> {
                    try (var sender = (Connection) there.receive()) {
                      assertThat(sender.isWritable()).isTrue();
                      assertThat(sender.isReadable()).isFalse();
                      sender.send("hello");
                    }
                    try (var receiver = (Connection) there.receive()) {
                      assertThat(receiver.isReadable()).isTrue();
                      assertThat(receiver.isWritable()).isFalse();
                      there.send(receiver.receive() + " back");
                    }
                  })
              .context(Context.standard().startMethod(StartMethod.SPAWN))
              .start();
      try (var first = Pipe.oneWay();
          var second = Pipe.oneWay()) {
        pipe.first().send(first.second());
        assertThat(first.first().receive()).isEqualTo("hello");
        pipe.first().send(second.first());
        second.second().send("foobar");
        assertThat(pipe.first().receive()).isEqualTo("foobar back");
      }
      assertThat(child.join(PoolTesting.DEADLINE)).isTrue();
      assertThat(child.exitCode()).hasValue(0);
    }
  }
}
