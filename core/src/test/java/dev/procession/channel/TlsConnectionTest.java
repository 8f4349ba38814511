package dev.procession.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.pool.PoolTesting;
import dev.procession.testing.Certificates;
import dev.procession.testing.LeakCheck;
import dev.procession.testing.Warnings;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Connections that are encrypted. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class TlsConnectionTest {
  private static final byte[] KEY = "secret".getBytes(UTF_8);

  @TempDir private static Path directory;

  /** Has a certificate for the loopback address, and trusts it. */
  private static SSLContext known;

  /** Trusts the same, and has none. */
  private static SSLContext anonymous;

  @BeforeAll
  static void makeCertificates() throws Exception {
    Certificates certificates = Certificates.make(directory);
    known = certificates.known();
    anonymous = certificates.anonymous();
  }

  private static Connection connect(Listener listener, SSLContext context) throws Exception {
    int port = ((InetSocketAddress) listener.address()).getPort();
    return Client.connect(new InetSocketAddress("127.0.0.1", port), c -> c.key(KEY).tls(context));
  }

  @Test
  void shouldExchangeMessagesInBothDirectionsAtOnce() throws Exception {
    try (var listener =
            Listener.open(new InetSocketAddress("127.0.0.1", 0), c -> c.key(KEY).tls(known));
        var client = connect(listener, anonymous);
        var accepted = listener.accept()) {
      client.send("hello");
      assertThat(accepted.receive()).isEqualTo("hello");
      assertThat(client.poll()).isFalse();
      byte[] there = ConnectionContract.random(5 << 20, 1);
      byte[] back = ConnectionContract.random(5 << 20, 2);
      FutureTask<?> one = sending(client, there);
      FutureTask<?> other = sending(accepted, back);
      FutureTask<byte[]> received = ConnectionContract.start(accepted::receiveBytes);
      assertThat(client.receiveBytes()).isEqualTo(back);
      assertThat(PoolTesting.get(received)).isEqualTo(there);
      PoolTesting.get(one);
      PoolTesting.get(other);
      ConnectionContract.expectInterrupted(Thread.ofVirtual(), client::receive);
      ConnectionContract.expectInterrupted(Thread.ofPlatform().daemon(), client::receive);
      accepted.send("bye");
      accepted.close();
      assertThat(client.receive()).isEqualTo("bye");
      assertThatThrownBy(client::receive).isInstanceOf(EOFException.class);
    }
  }

  private static FutureTask<?> sending(Connection connection, byte[] message) {
    return ConnectionContract.start(
        Thread.ofVirtual(),
        () -> {
          connection.sendBytes(message);
          return null;
        });
  }

  @Test
  void shouldAskForCertificatesOfBothSides() throws Exception {
    var both = new SSLParameters();
    both.setNeedClientAuth(true);
    try (var warnings = new Warnings("dev.procession.channel");
        var listener =
            Listener.open(
                new InetSocketAddress("127.0.0.1", 0), c -> c.key(KEY).tls(known, both))) {
      try (var client = connect(listener, known);
          var accepted = listener.accept()) {
        accepted.send(1);
        assertThat(client.receive()).isEqualTo(1);
      }
      assertThatThrownBy(() -> connect(listener, anonymous).close())
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> connect(listener, SSLContext.getDefault()).close())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("address=");
      warnings.expect("dropped a connection");
    }
  }

  @Test
  void shouldDropWhoSpeaksNoTls() throws Exception {
    try (var warnings = new Warnings("dev.procession.channel");
        var listener =
            Listener.open(new InetSocketAddress("127.0.0.1", 0), c -> c.key(KEY).tls(known))) {
      assertThatThrownBy(
              () ->
                  Client.connect(
                      listener.address(), c -> c.key(KEY).timeout(Duration.ofMillis(200))))
          .isInstanceOf(IOException.class);
      try (var client = Client.connect(listener.address())) {
        client.sendBytes(new byte[1000]);
        warnings.expect("dropped a connection");
      }
      try (var client = connect(listener, anonymous);
          var accepted = listener.accept()) {
        accepted.send(1);
        assertThat(client.receive()).isEqualTo(1);
      }
    }
    assertThatThrownBy(() -> Listener.open(null, c -> c.tls(known)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
