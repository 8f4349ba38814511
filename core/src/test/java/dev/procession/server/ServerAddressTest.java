package dev.procession.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.procession.Context;
import dev.procession.StartMethod;
import dev.procession.testing.LeakCheck;
import dev.procession.testing.Program;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where a server listens, who may, and what is left there. */
@ExtendWith({LeakCheck.class, Servers.class})
class ServerAddressTest {
  private static final List<String> NATIVE = List.of("--enable-native-access=ALL-UNNAMED");

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void shouldRefuseAnAddressThatIsInUse(ServerMode mode) throws Exception {
    try (var other = ServerSocketChannel.open()) {
      other.bind(Servers.anyPort());
      assertThatExceptionOfType(ServerException.class)
          .isThrownBy(
              () -> ProcessServer.open(other.getLocalAddress(), c -> c.mode(mode), Talk::answer))
          .withMessageStartingWith("cannot listen: address=" + other.getLocalAddress())
          .withMessageContaining("in use");
    }
  }

  @Test
  void shouldRefuseWhatIsNoAddress() {
    refuse(InetSocketAddress.createUnresolved("nowhere.invalid", 80), c -> c, "not known");
    refuse(UnixDomainSocketAddress.of(""), c -> c, "needs a path");
    refuse(
        UnixDomainSocketAddress.of(folder.resolve("s")),
        c -> c.mode(ServerMode.REUSE_PORT),
        "only ports of TCP");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(
            () ->
                ProcessServer.open(
                    Servers.anyPort(),
                    c -> c.mode(ServerMode.PROCESS_PER_CONNECTION),
                    (listener, worker) -> {}))
        .withMessageContaining("no listener");
  }

  private static void refuse(
      java.net.SocketAddress address, UnaryOperator<ServerConfig> configure, String message) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> ProcessServer.open(address, configure, Talk::answer))
        .withMessageContaining(message);
  }

  @Test
  void shouldRefuseSettingsThatMakeNoSense() {
    refuse(c -> c.name(" "), "must not be blank");
    refuse(c -> c.workers(0), "workers is out of range: workers=0");
    refuse(c -> c.workers(100_000), "most=1024");
    refuse(c -> c.context(Context.standard().startMethod(StartMethod.THREAD)), "THREAD");
    refuse(c -> c.backlog(0), "backlog is too small: backlog=0");
    refuse(c -> c.connections(0), "connections=0");
    refuse(c -> c.connectionsPerWorker(-1), "connectionsPerWorker=-1");
    refuse(c -> c.readyTimeout(Duration.ZERO), "readyTimeout=PT0S");
    refuse(c -> c.handlerLimit(Duration.ZERO), "handlerLimit=PT0S");
    refuse(c -> c.heartbeat(Duration.ofSeconds(-1)), "heartbeat=PT-1S");
    refuse(c -> c.killGrace(Duration.ofSeconds(-1)), "killGrace is negative");
    refuse(c -> c.drainLimit(Duration.ofSeconds(-1)), "drainLimit is negative");
    refuse(c -> c.recycleAfter(0), "recycleAfter=0");
    refuse(c -> c.recycleAbove(0), "recycleAbove=0");
    refuse(c -> c.jitter(Double.NaN), "jitter=NaN");
    refuse(c -> c.restarts(-1, Duration.ofSeconds(1)), "restarts=-1");
    refuse(c -> c.restarts(1, Duration.ZERO), "period=PT0S");
  }

  private static void refuse(UnaryOperator<ServerConfig> configure, String message) {
    refuse(Servers.anyPort(), configure, message);
  }

  /** A program that serves until it is killed. */
  static final class Serving {
    public static void main(String[] arguments) throws Exception {
      var address = UnixDomainSocketAddress.of(arguments[0]);
      ProcessServer server = ProcessServer.open(address, c -> c.workers(1), Talk::answer);
      System.out.println("serves");
      if (arguments.length > 1) {
        server.join();
      }
    }
  }

  @Test
  void shouldRemoveTheFileOfASocketAndTakeOverThatOfAKilledServer() throws Exception {
    Path path = folder.resolve("socket");
    var address = UnixDomainSocketAddress.of(path);
    Files.writeString(path, "something else");
    assertThatExceptionOfType(ServerException.class)
        .isThrownBy(() -> ProcessServer.open(address, Talk::answer))
        .withMessageContaining("no socket");
    Files.delete(path);

    long worker;
    try (Program program = Program.start(folder, NATIVE, Serving.class, path.toString(), "stay")) {
      program.expectLine("serves");
      try (Talk talk = Talk.to(address)) {
        worker = talk.ask("who").pid();
      }
      assertThatExceptionOfType(ServerException.class)
          .isThrownBy(() -> ProcessServer.open(address, Talk::answer))
          .withMessageContaining("address=" + path);
      program.kill();
    }
    Servers.await("its worker is gone", () -> ProcessHandle.of(worker).isEmpty());
    assertThat(path).exists();

    try (ProcessServer server = ProcessServer.open(address, c -> c.workers(1), Talk::answer)) {
      assertThat(Talk.once(server, "hello").line()).isEqualTo("hello");
    }
    assertThat(path).doesNotExist();

    // A program that ends takes an open server with it.
    try (Program program = Program.start(folder, NATIVE, Serving.class, path.toString())) {
      program.expectCode(0);
      assertThat(program.err()).isEmpty();
    }
    assertThat(path).doesNotExist();

    // Another one has the name by now.
    try (ProcessServer server = ProcessServer.open(address, c -> c.workers(1), Talk::answer);
        var other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      Files.delete(path);
      other.bind(address);
      server.close();
      assertThat(path).exists();
    }
  }
}
