package dev.procession.internal.ready;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.procession.pool.PoolTesting;
import dev.procession.testing.LeakCheck;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How a JVM waits for channels that makes no native calls. */
@ExtendWith(LeakCheck.class)
class SelectedChannelsTest {
  @Test
  void shouldWaitForChannelsThatAreNotBlocking() throws Exception {
    var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (var listener = ServerSocketChannel.open().bind(loopback);
        var datagrams = DatagramChannel.open().bind(loopback)) {
      listener.configureBlocking(false);
      datagrams.configureBlocking(false);
      try (SelectedChannels channels = SelectedChannels.of(List.of(listener, datagrams))) {
        assertThat(channels.look()).containsExactly(false, false);
        var bell = new CompletableFuture<String>();
        Sleeper sleeper = channels.sleeper(() -> bell.complete("rung"));
        sleeper.start();
        try (var client = SocketChannel.open(listener.getLocalAddress())) {
          assertThat(PoolTesting.get(bell)).isEqualTo("rung");
          sleeper.join();
          assertThat(channels.look()).containsExactly(true, false);
          assertThat(channels.look()).containsExactly(true, false);
          datagrams.send(ByteBuffer.wrap(new byte[1]), datagrams.getLocalAddress());
          Sleeper again = channels.sleeper(() -> {});
          again.start();
          again.join();
          PoolTesting.await("both are ready", () -> channels.look()[1]);
          assertThat(client.isConnected()).isTrue();
        }
      }
      assertThat(listener.isRegistered()).isFalse();
      listener.configureBlocking(true);
    }
  }

  @Test
  void shouldEndASleepWhenTold() throws Exception {
    var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (var listener = ServerSocketChannel.open().bind(loopback)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> SelectedChannels.of(List.of(listener)))
          .withMessageContaining("call configureBlocking(false)");
      listener.configureBlocking(false);
      try (SelectedChannels channels = SelectedChannels.of(List.of(listener))) {
        var bell = new CompletableFuture<String>();
        Sleeper sleeper = channels.sleeper(() -> bell.complete("rung"));
        sleeper.start();
        sleeper.stop();
        sleeper.join();
        assertThat(bell).isNotDone();
      }
    }
  }
}
