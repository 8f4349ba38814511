package dev.procession.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.pool.PoolTesting;
import dev.procession.testing.LeakCheck;
import dev.procession.testing.Warnings;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Connections with a real CPython program at the other end, which may be 3.11 or earlier. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class PythonConnectionTest {
  private static final byte[] KEY = "secret".getBytes(UTF_8);

  private static final String PRELUDE =
      """
      import sys
      from multiprocessing.connection import Client, Listener, AuthenticationError
      def address(text):
          host, colon, port = text.rpartition(':')
          return (host, int(port)) if colon else text
      args = sys.argv[1:]
      """;

  /** What each side sends to the other one, and gets back: short, empty, in one piece, large. */
  private static final String ECHO =
      """
      while True:
          try:
              m = c.recv_bytes()
          except EOFError:
              break
          c.send_bytes(m)
      """;

  private static Process python(String code, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("python3", "-c", PRELUDE + code));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static List<String> ended(Process process) throws IOException, InterruptedException {
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(PoolTesting.DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return output.lines().toList();
  }

  private static String text(SocketAddress address) {
    return address instanceof InetSocketAddress inet
        ? "127.0.0.1:" + inet.getPort()
        : ((UnixDomainSocketAddress) address).getPath().toString();
  }

  private static SocketAddress address(String text) {
    int colon = text.indexOf(':');
    return colon < 0
        ? UnixDomainSocketAddress.of(text)
        : new InetSocketAddress("127.0.0.1", Integer.parseInt(text.substring(colon + 1)));
  }

  private static void expectEcho(Connection connection) throws Exception {
    for (int length : new int[] {0, 1, 5, 16_384, 16_385, 1 << 20}) {
      byte[] message = ConnectionContract.random(length, length);
      connection.sendBytes(message);
      assertThat(connection.receiveBytes()).isEqualTo(message);
    }
  }

  private static List<SocketAddress> places() {
    List<SocketAddress> places = new ArrayList<>();
    places.add(null);
    places.add(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    return places;
  }

  @Test
  void shouldServePythonsClients() throws Exception {
    for (SocketAddress place : places()) {
      try (var listener = Listener.open(place, c -> c.key(KEY).legacyDigest(true))) {
        Process process =
            python(
                "c = Client(address(args[0]), authkey=args[1].encode())\n" + ECHO,
                text(listener.address()),
                "secret");
        try (Connection connection = listener.accept()) {
          expectEcho(connection);
        }
        assertThat(ended(process)).isEmpty();
      }
      try (var listener = Listener.open(place)) {
        Process process = python("c = Client(address(args[0]))\n" + ECHO, text(listener.address()));
        try (Connection connection = listener.accept()) {
          expectEcho(connection);
        }
        assertThat(ended(process)).isEmpty();
      }
    }
  }

  @Test
  void shouldRefusePythonsClientsWithoutTheKey() throws Exception {
    try (var warnings = new Warnings("dev.procession.channel");
        var listener = Listener.open(null, c -> c.key(KEY).legacyDigest(true))) {
      Process wrong =
          python(
              """
              try:
                  Client(args[0], authkey=b'other')
              except AuthenticationError as e:
                  print(e)
              """,
              text(listener.address()));
      assertThat(ended(wrong)).containsExactly("digest sent was rejected");
      warnings.expect("the other side has another key");
      Process none =
          python(
              """
              c = Client(args[0])
              print(c.recv_bytes()[:11])
              c.send_bytes(b'hello')
              print(c.recv_bytes())
              """,
              text(listener.address()));
      assertThat(ended(none)).containsExactly("b'#CHALLENGE#'", "b'#FAILURE#'");
      assertThat(listener.accept(Duration.ZERO)).isEmpty();
    }
  }

  /** Python answers by SHA-256 from 3.12 on; before, it is refused unless that is asked for. */
  @Test
  void shouldRefusePythonsOldDigestUnlessAllowed() throws Exception {
    try (var warnings = new Warnings("dev.procession.channel");
        var listener = Listener.open(null, c -> c.key(KEY))) {
      Process process =
          python(
              """
              try:
                  Client(args[0], authkey=b'secret')
                  print('modern')
              except AuthenticationError as e:
                  print('old')
              """,
              text(listener.address()));
      List<String> said = ended(process);
      if (said.equals(List.of("old"))) {
        warnings.expect("legacyDigest(true)");
        assertThat(listener.accept(Duration.ZERO)).isEmpty();
      } else {
        assertThat(said).containsExactly("modern");
        listener.accept().close();
      }
    }
  }

  @Test
  void shouldConnectToPythonsListeners() throws Exception {
    Process process =
        python(
            """
            for family in ('AF_UNIX', 'AF_INET'):
                for key in (b'secret', None):
                    with Listener(family=family, authkey=key) as l:
                        a = l.address
                        print(a if isinstance(a, str) else '%s:%d' % a, flush=True)
                        with l.accept() as c:
            """
                + ECHO.indent(16)
                + """
                with Listener(family='AF_UNIX', authkey=b'secret') as l:
                    print(l.address, flush=True)
                    for i in range(2):
                        try:
                            l.accept()
                        except (AuthenticationError, EOFError, OSError) as e:
                            print(type(e).__name__, flush=True)
                """);
    BufferedReader said = process.inputReader();
    for (int i = 0; i < 4; i++) {
      boolean hasKey = i % 2 == 0;
      SocketAddress place = address(said.readLine());
      try (Connection connection =
          hasKey
              ? Client.connect(place, c -> c.key(KEY).legacyDigest(true))
              : Client.connect(place)) {
        expectEcho(connection);
      }
    }
    SocketAddress place = address(said.readLine());
    assertThatThrownBy(
            () -> Client.connect(place, c -> c.key("other".getBytes(UTF_8)).legacyDigest(true)))
        .isInstanceOf(AuthenticationException.class)
        .hasMessageContainingAll("keys differ", "address=");
    assertThat(said.readLine()).isEqualTo("AuthenticationError");
    try (Connection keyless = Client.connect(place)) {
      assertThatThrownBy(keyless::receive)
          .isInstanceOf(AuthenticationException.class)
          .hasMessageContaining("asks for a key");
    }
    assertThat(said.readLine()).isEqualTo("EOFError");
    assertThat(ended(process)).isEmpty();
    assertThat(process.exitValue()).isZero();
  }
}
