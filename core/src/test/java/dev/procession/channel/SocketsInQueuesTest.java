package dev.procession.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ChildProcess;
import dev.procession.Context;
import dev.procession.StartMethod;
import dev.procession.pool.PoolTesting;
import dev.procession.testing.LeakCheck;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Sockets that children take from a queue. */
@ExtendWith(LeakCheck.class)
class SocketsInQueuesTest {
  private static final int CONNECTIONS = 200;

  @Test
  void shouldHandAcceptedConnectionsToWhoeverTakesThem() throws Exception {
    try (var listener =
            ServerSocketChannel.open()
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), CONNECTIONS);
        var queue = SharedQueue.<SocketChannel>create()) {
      List<ChildProcess> children = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        children.add(
            ChildProcess.of(
                    () -> {
                      try {
                        while (true) {
                          echo(queue.take());
                        }
                      } catch (QueueClosedException allDone) {
                        queue.close();
                      }
                    })
                .context(Context.standard().startMethod(StartMethod.SPAWN))
                .start());
      }
      List<SocketChannel> clients = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        SocketChannel client = SocketChannel.open(listener.getLocalAddress());
        client.write(ByteBuffer.wrap(new byte[] {(byte) i}));
        clients.add(client);
        try (SocketChannel accepted = listener.accept()) {
          queue.put(accepted);
        }
      }
      queue.shutdown();
      for (int i = 0; i < CONNECTIONS; i++) {
        try (SocketChannel client = clients.get(i)) {
          ByteBuffer answer = ByteBuffer.allocate(2);
          assertThat(client.read(answer)).isOne();
          assertThat(answer.get(0)).isEqualTo((byte) i);
          assertThat(client.read(answer)).isEqualTo(-1);
        }
      }
      for (ChildProcess child : children) {
        assertThat(child.join(PoolTesting.DEADLINE)).isTrue();
        assertThat(child.exitCode()).hasValue(0);
      }
    }
  }

  private static void echo(SocketChannel taken) throws Exception {
    try (SocketChannel channel = taken) {
      ByteBuffer question = ByteBuffer.allocate(1);
      channel.read(question);
      channel.write(question.flip());
    }
  }
}
