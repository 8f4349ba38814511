package dev.procession.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.pool.PoolTesting;
import dev.procession.testing.LeakCheck;
import dev.procession.testing.Warnings;
import java.io.EOFException;
import java.io.StreamCorruptedException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Peers that say nothing, nonsense, or too much: they harm nobody but themselves. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class HostilePeersTest {
  private static final byte[] KEY = "secret".getBytes(UTF_8);
  private static final int HALF_OPEN = 1000;
  private static final byte[] A_GIGABYTE = frame(1 << 30);

  private static byte[] frame(int claimed, int... bytes) {
    ByteBuffer frame = ByteBuffer.allocate(4 + bytes.length).putInt(claimed);
    for (int b : bytes) {
      frame.put((byte) b);
    }
    return frame.array();
  }

  private static SocketChannel connect(SocketAddress address) throws Exception {
    SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
    socket.connect(address);
    return socket;
  }

  private static void expectService(Listener listener) throws Exception {
    try (var client = Client.connect(listener.address(), c -> c.key(KEY));
        var accepted = listener.accept()) {
      client.send("honest");
      assertThat(accepted.receive()).isEqualTo("honest");
    }
  }

  @Test
  void shouldServeOthersWhileAThousandSayNothing() throws Exception {
    List<SocketChannel> silent = new ArrayList<>();
    try (var warnings = new Warnings("dev.procession.channel");
        var listener = Listener.open(null, c -> c.key(KEY).maxHalfOpen(100))) {
      for (int i = 0; i < HALF_OPEN; i++) {
        silent.add(connect(listener.address()));
      }
      expectService(listener);
      // Who was dropped is told, by the end of the stream behind the challenge.
      ByteBuffer room = ByteBuffer.allocate(1000);
      while (silent.getFirst().read(room) >= 0) {
        assertThat(room.hasRemaining()).isTrue();
      }
      assertThat(room.position()).isIn(0, 63);
      warnings.expect("too many clients are about to prove themselves");
      assertThat(warnings.texts().size()).as("lines in the log").isLessThan(HALF_OPEN / 2);
    } finally {
      for (SocketChannel socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void shouldDropWhoTakesTooLong() throws Exception {
    try (var warnings = new Warnings("dev.procession.channel");
        var listener =
            Listener.open(null, c -> c.key(KEY).handshakeTimeout(Duration.ofMillis(100)));
        SocketChannel silent = connect(listener.address())) {
      warnings.expect("takes too long");
      assertThat(silent.isConnected()).isTrue();
      assertThat(listener.accept(Duration.ZERO)).isEmpty();
    }
  }

  @Test
  void shouldDropWhoAnswersNonsense() throws Exception {
    List<byte[]> nonsense =
        new ArrayList<>(
            List.of(
                new byte[0],
                frame(257),
                frame(-2),
                frame(Integer.MIN_VALUE),
                frame(-1, 0x7F, -1, -1, -1, -1, -1, -1, -1),
                frame(-1, -1, -1, -1, -1, -1, -1, -1, -1),
                A_GIGABYTE,
                frame(0),
                frame(20, 1, 2, 3),
                "GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8)));
    long seed = new Random().nextLong();
    var random = new Random(seed);
    for (int i = 0; i < 40; i++) {
      byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      nonsense.add(bytes);
    }
    try (var warnings = new Warnings("dev.procession.channel");
        var listener = Listener.open(null, c -> c.key(KEY))) {
      for (byte[] bytes : nonsense) {
        try (SocketChannel socket = connect(listener.address())) {
          socket.write(ByteBuffer.wrap(bytes));
        }
      }
      expectService(listener);
      assertThat(listener.accept(Duration.ZERO)).as("seed=%d", seed).isEmpty();
      assertThat(warnings.texts()).as("seed=%d", seed).isNotEmpty();
    }
  }

  @Test
  void shouldSetNoMemoryAsideForWhatIsOnlyClaimed() throws Exception {
    try (var listener = Listener.open()) {
      List<AutoCloseable> open = new ArrayList<>();
      // So many gigabytes are more than there are.
      for (int i = 0; i < 50; i++) {
        SocketChannel liar = connect(listener.address());
        open.add(liar);
        liar.write(ByteBuffer.wrap(A_GIGABYTE));
        Connection connection = listener.accept();
        open.add(connection);
        ConnectionContract.expectInterrupted(Thread.ofVirtual(), connection::receiveBytes);
      }
      for (AutoCloseable each : open) {
        each.close();
      }
    }
  }

  @Test
  void shouldListenNoMoreToWhoSendsTooMuchOrNoMessage() throws Exception {
    try (var listener = Listener.open(null, c -> c.maxMessageLength(1000))) {
      for (byte[] bytes : List.of(frame(1001), frame(-5), frame(-1, -1, 0, 0, 0, 0, 0, 0, 0))) {
        try (SocketChannel socket = connect(listener.address());
            var connection = listener.accept()) {
          socket.write(ByteBuffer.wrap(bytes));
          for (int i = 0; i < 2; i++) {
            assertThatThrownBy(connection::receiveBytes)
                .isInstanceOf(StreamCorruptedException.class)
                .hasMessageContaining("limit=1000");
          }
        }
      }
      try (SocketChannel socket = connect(listener.address());
          var connection = listener.accept()) {
        socket.write(ByteBuffer.wrap(frame(-1, 0, 0, 0, 0, 0, 0, 0, 2, 'o', 'k')));
        assertThat(connection.receiveBytes()).isEqualTo(new byte[] {'o', 'k'});
        socket.write(ByteBuffer.wrap(frame(10, 1, 2)));
        socket.close();
        assertThatThrownBy(connection::receiveBytes)
            .isInstanceOf(EOFException.class)
            .hasMessageContaining("in the middle of a message");
      }
    }
  }

  @Test
  void shouldNotWaitForVirtualThreadsToTakeTurns() throws Exception {
    // More than there are carriers, and than the JDK adds for threads that block.
    int waiting = 400;
    try (var listener = Listener.open()) {
      List<Connection> open = new ArrayList<>();
      List<java.util.concurrent.FutureTask<Object>> received = new ArrayList<>();
      List<Connection> senders = new ArrayList<>();
      for (int i = 0; i < waiting; i++) {
        Connection sender = Client.connect(listener.address());
        senders.add(sender);
        Connection receiver = listener.accept();
        open.add(receiver);
        received.add(ConnectionContract.start(Thread.ofVirtual(), receiver::receive));
      }
      for (int i = waiting - 1; i >= 0; i--) {
        senders.get(i).send(i);
        assertThat(PoolTesting.get(received.get(i))).isEqualTo(i);
      }
      open.forEach(Connection::close);
      senders.forEach(Connection::close);
    }
  }
}
