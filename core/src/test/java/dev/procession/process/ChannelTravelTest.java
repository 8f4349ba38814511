package dev.procession.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ChildProcess;
import dev.procession.NotSendableException;
import dev.procession.StartMethod;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.ProcessPool;
import dev.procession.sync.SharedEvent;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Channels of the JDK that are sent to other processes and are the real thing there. */
@ExtendWith(LeakCheck.class)
class ChannelTravelTest {
  private static final int SEVERAL = 3;

  @TempDir private Path directory;

  // ---- to children ------------------------------------------------------------------------------

  /** A child that is a thread has the parent's own objects. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "THREAD")
  @Conformance("_TestPicklingConnections.test_pickling")
  void shouldAnswerInAChildWhatTheParentHasAccepted(StartMethod method) throws Exception {
    try (var listener = loopback();
        var client = SocketChannel.open(listener.getLocalAddress())) {
      ChildProcess child;
      try (SocketChannel accepted = listener.accept()) {
        child = Children.of(method, () -> answer(accepted)).start();
        // From here on the parent has no part in it.
      }
      assertThat(ask(client, "ping")).isEqualTo("ping " + client.getLocalAddress());
      Children.expectCode(child, 0);
      expectEnd(client);
    }
  }

  @Test
  void shouldAcceptInSeveralChildrenWithTheAddressesThatTheSocketHas() throws Exception {
    var path = UnixDomainSocketAddress.of(directory.resolve("socket"));
    try (var internet = loopback();
        var local = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(path)) {
      for (ServerSocketChannel listener : List.of(internet, local)) {
        SocketAddress address = listener.getLocalAddress();
        List<ChildProcess> children = new ArrayList<>();
        for (int i = 0; i < SEVERAL; i++) {
          children.add(
              Children.of(
                      StartMethod.WARM,
                      () -> {
                        assertThat(listener.getLocalAddress()).isEqualTo(address);
                        try (SocketChannel accepted = listener.accept()) {
                          assertThat(accepted.getLocalAddress()).isEqualTo(address);
                          answer(accepted);
                        }
                        listener.close();
                      })
                  .start());
        }
        for (int i = 0; i < SEVERAL; i++) {
          try (var client = SocketChannel.open(address)) {
            assertThat(ask(client, "hello")).startsWith("hello ");
          }
        }
        children.forEach(child -> Children.expectCode(child, 0));
      }
    }
  }

  @Test
  void shouldWorkWithSelectorsThoughAnotherProcessBlocks() throws Exception {
    try (var listener = loopback();
        var nobodyYet = SharedEvent.create()) {
      SocketAddress address = listener.getLocalAddress();
      ChildProcess child =
          Children.of(
                  StartMethod.WARM,
                  () -> {
                    try (Selector selector = Selector.open()) {
                      listener.configureBlocking(false);
                      assertThat(listener.accept()).isNull();
                      nobodyYet.set();
                      listener.register(selector, SelectionKey.OP_ACCEPT);
                      selector.select();
                      SocketChannel accepted = listener.accept();
                      accepted.configureBlocking(false);
                      accepted.register(selector, SelectionKey.OP_READ);
                      while (selector.select(key -> {}) == 0 || !isReadable(selector, accepted)) {}
                      accepted.keyFor(selector).cancel();
                      selector.selectNow();
                      accepted.configureBlocking(true);
                      answer(accepted);
                      listener.close();
                    }
                  })
              .start();
      assertThat(nobodyYet.await(PoolTesting.DEADLINE)).isTrue();
      try (var client = SocketChannel.open(address)) {
        assertThat(ask(client, "selected")).startsWith("selected ");
      }
      Children.expectCode(child, 0);
      // The mode is what it was here: a wait is a wait.
      try (var client = SocketChannel.open(address);
          var accepted = listener.accept()) {
        assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalAddress());
      }
    }
  }

  private static boolean isReadable(Selector selector, SocketChannel channel) {
    SelectionKey key = channel.keyFor(selector);
    return key != null && key.isReadable();
  }

  @Test
  @Conformance({"_TestConnection.test_fd_transfer", "_TestConnection.test_large_fd_transfer"})
  void shouldWriteInAChildToAFileOfTheParent() throws Exception {
    Path path = directory.resolve("file");
    List<FileChannel> inTheWay = new ArrayList<>();
    try (var file =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      file.write(text("foo"));
      for (int i = 0; i < 300; i++) {
        inTheWay.add(FileChannel.open(path));
      }
      try (var numberAbove256 = FileChannel.open(path, StandardOpenOption.APPEND);
          var deleted = scratch()) {
        ChildProcess child =
            Children.of(
                    StartMethod.WARM,
                    () -> {
                      assertThat(file.position()).isEqualTo(3);
                      file.write(text("bar"));
                      numberAbove256.write(text("baz"));
                      deleted.write(text("kept"));
                    })
                .start();
        Children.expectCode(child, 0);
        assertThat(path).hasContent("foobarbaz");
        assertThat(readAll(deleted.position(0))).isEqualTo("kept");
      }
    } finally {
      for (FileChannel channel : inTheWay) {
        channel.close();
      }
    }
  }

  private FileChannel scratch() throws IOException {
    Path path = directory.resolve("deleted");
    var file =
        FileChannel.open(
            path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    Files.delete(path);
    return file;
  }

  @Test
  void shouldConnectProcessesByPipes() throws Exception {
    Pipe there = Pipe.open();
    Pipe back = Pipe.open();
    Pipe.SourceChannel source = there.source();
    Pipe.SinkChannel sink = back.sink();
    ChildProcess child =
        Children.of(
                StartMethod.WARM,
                () -> {
                  String line = readAll(source);
                  sink.write(text(line + " back"));
                  sink.close();
                })
            .start();
    source.close();
    sink.close();
    there.sink().write(text("there and"));
    there.sink().close();
    assertThat(readAll(back.source())).isEqualTo("there and back");
    back.source().close();
    Children.expectCode(child, 0);
  }

  // ---- to workers of a pool, and back
  // -------------------------------------------------------------

  @Test
  void shouldTravelInTasksFunctionsAndResults() throws Exception {
    try (var pool = ProcessPool.open(2);
        var listener = loopback()) {
      InetSocketAddress address = (InetSocketAddress) listener.getLocalAddress();
      try (var client = SocketChannel.open(address)) {
        Future<?> answered;
        try (SocketChannel accepted = listener.accept()) {
          answered = pool.submit(() -> answer(accepted));
        }
        assertThat(ask(client, "task")).startsWith("task ");
        PoolTesting.get(answered);
        expectEnd(client);
      }
      // One function, for all workers, each of which gets the listener.
      List<SocketChannel> clients = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        clients.add(SocketChannel.open(address));
      }
      List<Integer> ports =
          pool.map(
              number -> {
                try (SocketChannel accepted = listener.accept()) {
                  return ((InetSocketAddress) accepted.getRemoteAddress()).getPort();
                }
              },
              List.of(1, 2, 3, 4),
              options -> options.chunkSize(1));
      assertThat(ports).doesNotHaveDuplicates().hasSize(4);
      for (SocketChannel client : clients) {
        expectEnd(client);
        client.close();
      }
      // A result: this JVM has no options that would let anyone make channels.
      var result = PoolTesting.get(pool.submit(() -> SocketChannel.open(address)));
      try (SocketChannel connected = result;
          SocketChannel accepted = listener.accept()) {
        assertThat(connected.getRemoteAddress()).isEqualTo(address);
        assertThat(connected.getLocalAddress()).isEqualTo(accepted.getRemoteAddress());
        accepted.write(text("result"));
        accepted.shutdownOutput();
        assertThat(readAll(connected)).isEqualTo("result");
        connected.write(text("read"));
        connected.shutdownOutput();
        assertThat(readAll(accepted)).isEqualTo("read");
      }
    }
  }

  @Test
  void shouldBringTheParentWhatAChildHasOpened() throws Exception {
    Path path = directory.resolve("socket");
    String file = Files.writeString(directory.resolve("file"), "0123456789").toString();
    try (var pool = ProcessPool.open(1)) {
      record Opened(
          ServerSocketChannel internet,
          ServerSocketChannel local,
          SocketChannel connected,
          FileChannel file,
          Pipe.SourceChannel source,
          int port) {}

      Opened opened =
          PoolTesting.get(
              pool.submit(
                  () -> {
                    var internet = loopback();
                    var local =
                        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                            .bind(UnixDomainSocketAddress.of(path));
                    var connected = SocketChannel.open(local.getLocalAddress());
                    Pipe pipe = Pipe.open();
                    pipe.sink().write(text("piped"));
                    pipe.sink().close();
                    int port = ((InetSocketAddress) internet.getLocalAddress()).getPort();
                    return new Opened(
                        internet,
                        local,
                        connected,
                        FileChannel.open(Path.of(file)).position(5),
                        pipe.source(),
                        port);
                  }));
      try (var internet = opened.internet;
          var local = opened.local;
          var connected = opened.connected;
          var channel = opened.file;
          var source = opened.source) {
        assertThat(readAll(channel)).isEqualTo("56789");
        assertThat(readAll(source)).isEqualTo("piped");
        try (SocketChannel accepted = local.accept()) {
          connected.write(text("local"));
          connected.shutdownOutput();
          assertThat(readAll(accepted)).isEqualTo("local");
        }
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), opened.port);
        try (var client = SocketChannel.open(address);
            var accepted = internet.accept()) {
          assertThat(accepted.getLocalAddress()).isEqualTo(address);
          assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalAddress());
        }
        expectSelectable(internet, address);
      }
    }
  }

  private static void expectSelectable(ServerSocketChannel listener, SocketAddress address)
      throws IOException {
    listener.configureBlocking(false);
    assertThat(listener.accept()).isNull();
    try (var selector = Selector.open();
        var client = SocketChannel.open(address)) {
      listener.register(selector, SelectionKey.OP_ACCEPT);
      assertThat(selector.select(PoolTesting.DEADLINE.toMillis())).isOne();
      try (SocketChannel accepted = listener.accept()) {
        assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalAddress());
      }
    }
  }

  // ---- what cannot be sent
  // ------------------------------------------------------------------------

  @Test
  void shouldSayWhyAChannelCannotBeSent() throws Exception {
    var closed = loopback();
    closed.close();
    try (var unbound = ServerSocketChannel.open();
        var unconnected = SocketChannel.open()) {
      expectNotSendable(() -> closed.accept().close(), "closed");
      expectNotSendable(() -> unbound.accept().close(), "not bound");
      expectNotSendable(() -> unconnected.close(), "not connected");
    }
  }

  private static void expectNotSendable(dev.procession.Action task, String why) {
    assertThatThrownBy(() -> ChildProcess.of(task).start())
        .isInstanceOf(NotSendableException.class)
        .hasMessageContaining(why);
  }

  // ---- helpers
  // ------------------------------------------------------------------------------------

  private static ServerSocketChannel loopback() throws IOException {
    return ServerSocketChannel.open()
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  /** Reads to the end, and writes back what came and from whom. */
  private static void answer(SocketChannel channel) throws IOException {
    String question = readAll(channel);
    channel.write(text(question + " " + channel.getRemoteAddress()));
    channel.close();
  }

  private static String ask(SocketChannel channel, String question) throws IOException {
    channel.write(text(question));
    channel.shutdownOutput();
    return readAll(channel);
  }

  private static void expectEnd(SocketChannel channel) throws IOException {
    assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
  }

  private static ByteBuffer text(String text) {
    return UTF_8.encode(text);
  }

  private static String readAll(ReadableByteChannel channel) throws IOException {
    ByteBuffer room = ByteBuffer.allocate(1000);
    while (channel.read(room) >= 0) {}
    return UTF_8.decode(room.flip()).toString();
  }
}
