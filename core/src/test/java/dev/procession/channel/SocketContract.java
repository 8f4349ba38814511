package dev.procession.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.pool.PoolTesting;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What connections over sockets promise besides. */
abstract class SocketContract extends ConnectionContract {
  @Test
  void shouldFinishAMessageWhoseSenderIsInterrupted() throws Exception {
    byte[] message = random(8 << 20, 5);
    byte[] expected = message.clone();
    var running = new AtomicReference<Thread>();
    FutureTask<Boolean> sent =
        start(
            () -> {
              running.set(Thread.currentThread());
              here.sendBytes(message);
              return Thread.interrupted();
            });
    assertThat(there.poll(PoolTesting.DEADLINE)).isTrue();
    PoolTesting.await("it sends", () -> running.get() != null);
    running.get().interrupt();
    assertThat(PoolTesting.get(sent)).as("the interrupt is still set").isTrue();
    // It is the sender's own again.
    java.util.Arrays.fill(message, (byte) 0);
    FutureTask<?> next =
        start(
            () -> {
              here.send("next");
              return null;
            });
    assertThat(there.receiveBytes()).isEqualTo(expected);
    assertThat(there.receive()).isEqualTo("next");
    PoolTesting.get(next);
  }

  @Test
  void shouldGoOnWithAMessageWhoseReceiverIsInterrupted() throws Exception {
    byte[] message = random(2 << 20, 6);
    var running = new AtomicReference<Thread>();
    byte[] room = new byte[message.length];
    try (Half half = new Half(socket())) {
      FutureTask<Object> received =
          start(
              () -> {
                running.set(Thread.currentThread());
                return there.receiveInto(java.lang.foreign.MemorySegment.ofArray(room));
              });
      half.sendFirst(message, 800_000);
      PoolTesting.await("some has arrived", () -> room[300_000] == message[300_000]);
      running.get().interrupt();
      assertThat(PoolTesting.failureOf(received)).isInstanceOf(InterruptedException.class);
      java.util.Arrays.fill(room, (byte) 0);
      assertThat(there.poll()).isTrue();
      FutureTask<?> rest =
          start(
              () -> {
                half.sendRest();
                return null;
              });
      assertThat(there.receiveBytes()).isEqualTo(message);
      PoolTesting.get(rest);
      assertThat(room).containsOnly(0);
    }
    here.send("next");
    assertThat(there.receive()).isEqualTo("next");
  }

  @Test
  void shouldNotRunAheadOfASlowSender() throws Exception {
    byte[] message = random(1000, 7);
    try (Half half = new Half(socket())) {
      half.sendFirst(message, -2);
      assertThat(there.poll()).isFalse();
      half.sendFirst(message, 500);
      assertThat(there.poll(PoolTesting.DEADLINE)).isTrue();
      assertThat(there.poll()).isTrue();
      half.sendRest();
      assertThat(there.receiveBytes()).isEqualTo(message);
      assertThat(there.poll()).isFalse();
      half.sendFirst(message, 500);
      assertThat(there.poll(PoolTesting.DEADLINE)).isTrue();
    }
    here.close();
    assertThatThrownBy(there::receiveBytes)
        .isInstanceOf(java.io.EOFException.class)
        .hasMessageContaining("in the middle of a message");
  }
}
