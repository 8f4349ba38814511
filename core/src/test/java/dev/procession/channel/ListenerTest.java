package dev.procession.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ChildProcess;
import dev.procession.pool.PoolTesting;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import dev.procession.testing.Warnings;
import java.io.EOFException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Listeners and clients. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class ListenerTest {
  private static final byte[] KEY = "secret".getBytes(UTF_8);

  @TempDir private Path directory;

  static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private List<SocketAddress> eachFamily() {
    return List.of(anyPort(), UnixDomainSocketAddress.of(directory.resolve("s")));
  }

  @Test
  @Conformance("_TestListener.test_multiple_bind")
  void shouldRefuseAnAddressThatIsInUse() throws Exception {
    for (SocketAddress place : eachFamily()) {
      try (var listener = Listener.open(place)) {
        assertThatThrownBy(() -> Listener.open(listener.address()))
            .isInstanceOf(BindException.class)
            .hasMessageContaining("address=");
      }
      Listener.open(place).close();
    }
    assertThat(directory.resolve("s")).doesNotExist();
  }

  @Test
  @Conformance("_TestListener.test_context")
  void shouldEndWithItsBlock() throws Exception {
    Listener ended;
    try (var listener = Listener.open()) {
      ended = listener;
      Path file = ((UnixDomainSocketAddress) listener.address()).getPath();
      assertThat(Files.getPosixFilePermissions(file.getParent())).hasSize(3);
      try (var client = Client.connect(listener.address());
          var accepted = listener.accept()) {
        client.send(1729);
        assertThat(accepted.receive()).isEqualTo(1729);
        assertThat(listener.lastAccepted()).isPresent();
      }
      FutureTask<?> waiting = ConnectionContract.start(listener::accept);
      listener.close();
      assertThat(PoolTesting.failureOf(waiting)).isInstanceOf(IllegalStateException.class);
      assertThat(file.getParent()).doesNotExist();
    }
    assertThatThrownBy(ended::accept)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed in this process");
    assertThat(ended).hasToString("Listener[closed]");
    assertThatThrownBy(() -> Client.connect(ended.address()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("address=");
  }

  @Test
  @Conformance("_TestListenerClient.test_listener_client")
  void shouldReceiveFromAChild() throws Exception {
    for (SocketAddress place : eachFamily()) {
      try (var listener = Listener.open(place, c -> c.key(KEY))) {
        SocketAddress address = listener.address();
        ChildProcess child =
            ChildProcess.of(
                () -> {
                  try (var connection = Client.connect(address, c -> c.key(KEY))) {
                    connection.send("hello");
                  }
                });
        child.start();
        try (var connection = listener.accept()) {
          assertThat(connection.receive()).isEqualTo("hello");
          assertThatThrownBy(connection::receive).isInstanceOf(EOFException.class);
        }
        child.join();
        assertThat(child.exitCode()).hasValue(0);
      }
    }
  }

  @Test
  @Conformance("_TestListenerClient.test_issue14725")
  void shouldServeAClientThatIsGoneAlready() throws Exception {
    for (SocketAddress place : eachFamily()) {
      try (var listener = Listener.open(place)) {
        try (var client = Client.connect(listener.address())) {
          client.send("hello");
        }
        try (var connection = listener.accept()) {
          assertThat(connection.receive()).isEqualTo("hello");
          assertThatThrownBy(connection::receive).isInstanceOf(EOFException.class);
        }
      }
    }
  }

  @Test
  @Conformance("_TestListenerClient.test_issue16955")
  void shouldPollOnTheClientsSide() throws Exception {
    for (SocketAddress place : eachFamily()) {
      try (var listener = Listener.open(place);
          var client = Client.connect(listener.address());
          var accepted = listener.accept()) {
        accepted.send("hello");
        accepted.close();
        assertThat(client.poll(Duration.ofSeconds(60))).isTrue();
        assertThat(client.receive()).isEqualTo("hello");
      }
    }
  }

  @Test
  @Conformance("_TestListener.test_empty_authkey")
  void shouldTakeAKeyOfNoBytes() throws Exception {
    try (var warnings = new Warnings("dev.procession.channel");
        var listener = Listener.open(null, c -> c.key(new byte[0]))) {
      try (var client = Client.connect(listener.address(), c -> c.key(new byte[0]));
          var accepted = listener.accept()) {
        client.send(1729);
        assertThat(accepted.receive()).isEqualTo(1729);
      }
      assertThatThrownBy(() -> Client.connect(listener.address(), c -> c.key(KEY)))
          .isInstanceOf(AuthenticationException.class);
      warnings.expect("another key");
    }
  }

  @Test
  void shouldRefuseAWrongKeyOnBothSides() throws Exception {
    try (var warnings = new Warnings("dev.procession.channel");
        var listener = Listener.open(null, c -> c.key(KEY))) {
      assertThatThrownBy(
              () -> Client.connect(listener.address(), c -> c.key("other".getBytes(UTF_8))))
          .isInstanceOf(AuthenticationException.class)
          .hasMessageContainingAll("keys differ", "address=");
      warnings.expect("the other side has another key");
      try (var client = Client.connect(listener.address())) {
        assertThatThrownBy(client::receive)
            .isInstanceOf(AuthenticationException.class)
            .hasMessageContaining("asks for a key");
      }
      try (var client = Client.connect(listener.address(), c -> c.key(KEY));
          var accepted = listener.accept()) {
        client.send(1);
        assertThat(accepted.receive()).isEqualTo(1);
      }
    }
    try (var listener = Listener.open()) {
      assertThatThrownBy(
              () ->
                  Client.connect(
                      listener.address(), c -> c.key(KEY).timeout(Duration.ofMillis(200))))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageContaining("no key, perhaps");
    }
  }

  @Test
  @Conformance("TestIgnoreEINTR.test_ignore_listener")
  void shouldOutliveInterruptsOfThreadsThatAccept() throws Exception {
    try (var listener = Listener.open()) {
      ConnectionContract.expectInterrupted(Thread.ofPlatform().daemon(), listener::accept);
      ConnectionContract.expectInterrupted(Thread.ofVirtual(), listener::accept);
      assertThat(listener.accept(Duration.ofMillis(20))).isEmpty();
      try (var client = Client.connect(listener.address());
          var accepted = listener.accept(Duration.ofSeconds(60)).orElseThrow()) {
        client.send("still");
        assertThat(accepted.receive()).isEqualTo("still");
      }
    }
  }

  @Test
  void shouldGiveUpConnectingWhenTheTimeIsUpOrInterrupted() throws Exception {
    Path file = directory.resolve("full");
    List<SocketChannel> waiting = new ArrayList<>();
    try (var full = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      full.bind(UnixDomainSocketAddress.of(file), 1);
      fill(file, waiting);
      assertThatThrownBy(
              () ->
                  Client.connect(
                      UnixDomainSocketAddress.of(file), c -> c.timeout(Duration.ofMillis(100))))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageContainingAll("accepts nobody", "address=");
      ConnectionContract.expectInterrupted(
          Thread.ofPlatform().daemon(), () -> Client.connect(UnixDomainSocketAddress.of(file)));
    } finally {
      for (SocketChannel client : waiting) {
        client.close();
      }
    }
    InetSocketAddress nobody;
    try (var listener = Listener.open(anyPort())) {
      nobody = (InetSocketAddress) listener.address();
    }
    assertThatThrownBy(() -> Client.connect(nobody))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("address=");
  }

  /** Connects until there is no more room. */
  private static void fill(Path file, List<SocketChannel> clients) throws IOException {
    try {
      while (true) {
        SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
        clients.add(client);
        client.configureBlocking(false);
        client.connect(UnixDomainSocketAddress.of(file));
      }
    } catch (SocketException full) {
      assertThat(clients.size()).isBetween(2, 100);
    }
  }

  @Test
  @Conformance("TestInvalidFamily.test_invalid_family")
  void shouldRefuseAddressesThatAreNone() {
    SocketAddress strange = new SocketAddress() {};
    assertThatThrownBy(() -> Listener.open(strange)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Client.connect(strange)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Client.connect(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> Listener.open(new InetSocketAddress("0.0.0.0", 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("set a key");
    assertThatThrownBy(
            () -> Client.connect(InetSocketAddress.createUnresolved("nowhere.invalid", 1)))
        .isInstanceOf(java.net.UnknownHostException.class);
  }

  @Test
  @Conformance("TestInvalidHandle.test_invalid_handles")
  void shouldFailCleanlyOverASocketThatIsClosed() throws Exception {
    SocketChannel socket = SocketChannel.open();
    var connection = new SocketConnection(new PlainLink(socket), "nobody", 10, false);
    assertThatThrownBy(connection::poll)
        .isInstanceOf(java.nio.channels.NotYetConnectedException.class);
    socket.close();
    assertThatThrownBy(connection::poll).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> connection.sendBytes(new byte[1])).isInstanceOf(IOException.class);
    connection.close();
    assertThatThrownBy(() -> new PlainLink(socket)).isInstanceOf(IOException.class);
  }
}
