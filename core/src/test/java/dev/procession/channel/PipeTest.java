package dev.procession.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ChildProcess;
import dev.procession.StartMethod;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.ProcessPool;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pipes between processes. */
@ExtendWith(LeakCheck.class)
@Timeout(240)
class PipeTest {
  private static final Duration SOON = Duration.ofSeconds(1);

  private static ChildProcess start(dev.procession.Action task) {
    return ChildProcess.of(task).start();
  }

  private static void expectEnd(ChildProcess child) throws InterruptedException {
    assertThat(child.join(PoolTesting.DEADLINE)).isTrue();
    assertThat(child.exitCode()).hasValue(0);
  }

  @Test
  @Conformance("_TestConnection.test_duplex_false")
  void shouldHaveOneDirectionIfAskedFor() throws Exception {
    try (var pipe = Pipe.oneWay()) {
      Connection reader = pipe.first();
      Connection writer = pipe.second();
      writer.send(1);
      assertThat(reader.receive()).isEqualTo(1);
      assertThat(reader.isReadable()).isTrue();
      assertThat(reader.isWritable()).isFalse();
      assertThat(writer.isReadable()).isFalse();
      assertThat(writer.isWritable()).isTrue();
      assertThatThrownBy(() -> reader.send(2))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("can only receive");
      assertThatThrownBy(writer::receive)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("can only send");
      assertThatThrownBy(writer::poll).isInstanceOf(IllegalStateException.class);
    }
  }

  /** The parent closes its copy of the child's end at once. */
  @ParameterizedTest
  @EnumSource(
      value = StartMethod.class,
      names = {"SPAWN", "WARM"})
  @Conformance("_TestConnection.test_spawn_close")
  void shouldBelongToTheChildOnceThatIsStarted(StartMethod method) throws Exception {
    try (var pipe = Pipe.open()) {
      Connection there = pipe.second();
      ChildProcess child =
          ChildProcess.of(
                  () -> {
                    try (there) {
                      while (true) {
                        there.sendBytes(there.receiveBytes());
                      }
                    } catch (EOFException end) {
                      // The parent needs no more.
                    }
                  })
              .startMethod(method)
              .start();
      there.close();
      for (int length : new int[] {0, 5, 100_000, 16 << 20}) {
        byte[] message = ConnectionContract.random(length, length);
        pipe.first().sendBytes(message);
        assertThat(pipe.first().receiveBytes()).isEqualTo(message);
      }
      pipe.first().close();
      expectEnd(child);
    }
  }

  @Test
  @Conformance("_TestPoll.test_boundaries")
  void shouldTakeNoPartOfAMessageInAProcessThatPolls() throws Exception {
    try (var pipe = Pipe.oneWay()) {
      List<byte[]> messages =
          List.of("foo".getBytes(UTF_8), new byte[0], new byte[100_000], "end".getBytes(UTF_8));
      Connection reader = pipe.first();
      Connection writer = pipe.second();
      ChildProcess child =
          start(
              () -> {
                for (byte[] message : messages) {
                  writer.sendBytes(message);
                }
                reader.close();
                writer.close();
              });
      writer.close();
      for (byte[] message : messages) {
        assertThat(reader.poll(PoolTesting.DEADLINE)).isTrue();
        assertThat(reader.receiveBytes()).isEqualTo(message);
      }
      expectEnd(child);
      assertThatThrownBy(reader::receive).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void shouldBeSharedByManyProcesses() throws Exception {
    int senders = 2;
    int each = 500;
    try (var pipe = Pipe.oneWay();
        var results = Pipe.oneWay()) {
      List<ChildProcess> children = new ArrayList<>();
      for (int s = 0; s < senders; s++) {
        int sender = s;
        Connection writer = pipe.second();
        children.add(
            start(
                () -> {
                  for (int i = 0; i < each; i++) {
                    byte[] message = new byte[4 + i * 37 % 3000];
                    Arrays.fill(message, (byte) (sender + i));
                    ByteBuffer.wrap(message).putInt(sender * each + i);
                    writer.sendBytes(message);
                  }
                  writer.close();
                }));
        Connection reader = pipe.first();
        Connection result = results.second();
        children.add(
            start(
                () -> {
                  List<Integer> seen = new ArrayList<>();
                  try {
                    while (true) {
                      byte[] message = reader.receiveBytes();
                      int number = ByteBuffer.wrap(message).getInt();
                      for (int i = 4; i < message.length; i++) {
                        if (message[i] != (byte) (number / each + number % each)) {
                          throw new AssertionError("torn: number=" + number);
                        }
                      }
                      seen.add(number);
                    }
                  } catch (EOFException end) {
                    result.send(seen);
                  }
                }));
      }
      pipe.close();
      results.second().close();
      List<Integer> all = new ArrayList<>();
      for (int r = 0; r < senders; r++) {
        for (Object number : (List<?>) results.first().receive()) {
          all.add((Integer) number);
        }
      }
      assertThat(all).hasSize(senders * each).doesNotHaveDuplicates();
      for (ChildProcess child : children) {
        expectEnd(child);
      }
    }
  }

  @Test
  void shouldTellOthersWithinASecondThatItsProcessWasKilled() throws Exception {
    try (var pipe = Pipe.open();
        var started = Pipe.oneWay()) {
      Connection there = pipe.second();
      Connection ready = started.second();
      ChildProcess child =
          start(
              () -> {
                there.send("last words");
                ready.send(true);
                Thread.sleep(Duration.ofDays(1));
              });
      there.close();
      ready.close();
      assertThat(started.first().receive()).isEqualTo(true);
      assertThat(pipe.first().receive()).isEqualTo("last words");
      FutureTask<Object> receiving = ConnectionContract.start(pipe.first()::receive);
      FutureTask<?> sending =
          ConnectionContract.start(
              () -> {
                while (true) {
                  pipe.first().sendBytes(new byte[1 << 20]);
                }
              });
      child.kill();
      long killed = System.nanoTime();
      assertThat(PoolTesting.failureOf(receiving)).isInstanceOf(EOFException.class);
      assertThat(PoolTesting.failureOf(sending))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("gone");
      // The machine may be busy with other things.
      assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(SOON.multipliedBy(5));
      assertThatThrownBy(started.first()::receive).isInstanceOf(EOFException.class);
      child.join();
    }
  }

  @Test
  void shouldDeliverWholeMessagesOnlyOfASenderThatIsKilled() throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int round = 0; round < 2; round++) {
      try (var pipe = Pipe.oneWay()) {
        Connection writer = pipe.second();
        ChildProcess child =
            start(
                () -> {
                  for (int i = 0; ; i++) {
                    byte[] message = new byte[4 + i * 7919 % 100_000];
                    Arrays.fill(message, (byte) i);
                    writer.sendBytes(ByteBuffer.wrap(message).putInt(i).rewind());
                  }
                });
        writer.close();
        int last = 20 + random.nextInt(80);
        int received = 0;
        try {
          while (true) {
            byte[] message = pipe.first().receiveBytes();
            assertThat(ByteBuffer.wrap(message).getInt()).as("seed=%d", seed).isEqualTo(received);
            assertThat(message).as("seed=%d", seed).hasSize(4 + received * 7919 % 100_000);
            for (int i = 4; i < message.length; i++) {
              if (message[i] != (byte) received) {
                throw new AssertionError("torn: message=" + received + ", seed=" + seed);
              }
            }
            received++;
            if (received == last) {
              child.kill();
            }
          }
        } catch (EOFException end) {
          assertThat(received).as("seed=%d", seed).isGreaterThanOrEqualTo(last);
        }
        child.join();
      }
    }
  }

  @Test
  void shouldTravelThroughPipesQueuesAndPools() throws Exception {
    try (var carrier = Pipe.open();
        var queue = SharedQueue.<Connection>create();
        var pipe = Pipe.open();
        var pool = ProcessPool.open(1)) {
      carrier.first().send(pipe.second());
      try (Connection same = (Connection) carrier.second().receive()) {
        same.send("through a pipe");
        assertThat(pipe.first().receive()).isEqualTo("through a pipe");
      }
      queue.put(pipe.second());
      try (Connection same = queue.take()) {
        pipe.first().send("through a queue");
        assertThat(same.receive()).isEqualTo("through a queue");
      }
      Connection there = pipe.second();
      FutureTask<Object> answer = ConnectionContract.start(pipe.first()::receive);
      pool.<Void>apply(
          () -> {
            there.send("from a worker");
            return null;
          });
      assertThat(PoolTesting.get(answer)).isEqualTo("from a worker");
      there.close();
      assertThatThrownBy(() -> carrier.first().send(there))
          .hasMessageContaining("closed in this process");
    }
  }
}
