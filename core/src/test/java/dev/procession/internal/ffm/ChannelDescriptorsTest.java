package dev.procession.internal.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.testing.LeakCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which descriptor a channel has, found without the help of the JDK. */
@ExtendWith(LeakCheck.class)
class ChannelDescriptorsTest {
  private static final int SEVERAL = 5;

  @TempDir private Path directory;

  @Test
  void shouldTellConnectionsApartThatOneSocketHasAccepted() throws Exception {
    Path path = directory.resolve("socket");
    List<SocketChannel> all = new ArrayList<>();
    try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(path));
      for (int i = 0; i < SEVERAL; i++) {
        SocketChannel far = SocketChannel.open(UnixDomainSocketAddress.of(path));
        SocketChannel near = listener.accept();
        all.addAll(List.of(far, near));
      }
      for (int i = 0; i < all.size(); i += 2) {
        expectConnected(all.get(i), all.get(i + 1));
        expectConnected(all.get(i + 1), all.get(i));
        assertThat(all.get(i).getOption(StandardSocketOptions.SO_LINGER)).isEqualTo(-1);
      }
    } finally {
      for (SocketChannel channel : all) {
        channel.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void shouldFindInternetSockets(String address) throws Exception {
    try (var listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
      try (SocketChannel far = SocketChannel.open(listener.getLocalAddress());
          SocketChannel near = listener.accept()) {
        expectConnected(far, near);
        expectConnected(near, far);
        assertThat(SocketNames.isListening(ChannelDescriptors.of(listener))).isTrue();
      }
    }
  }

  @Test
  void shouldFindConnectionsThatTheirOtherEndsHaveReset() throws Exception {
    List<SocketChannel> all = new ArrayList<>();
    try (var listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      for (int i = 0; i < SEVERAL; i++) {
        try (SocketChannel far = SocketChannel.open(listener.getLocalAddress())) {
          all.add(listener.accept());
          far.setOption(StandardSocketOptions.SO_LINGER, 0);
        }
      }
      for (SocketChannel near : all) {
        int descriptor = ChannelDescriptors.of(near);
        assertThat(SocketNames.remote(descriptor)).isNull();
        near.setOption(StandardSocketOptions.SO_LINGER, 7);
        // The first of its two numbers says whether it is on.
        assertThat(SocketNames.option(descriptor, SocketNames.SO_LINGER) & 1).isOne();
        near.setOption(StandardSocketOptions.SO_LINGER, -1);
        assertThat(SocketNames.option(descriptor, SocketNames.SO_LINGER) & 1).isZero();
      }
    } finally {
      for (SocketChannel channel : all) {
        channel.close();
      }
    }
  }

  @Test
  void shouldFindAListenerOnAllAddresses() throws Exception {
    try (var listener = ServerSocketChannel.open()) {
      listener.bind(null);
      int found = ChannelDescriptors.of(listener);
      assertThat(SocketNames.local(found)).isEqualTo(listener.getLocalAddress());
    }
  }

  @Test
  void shouldTellListenersApartThatShareAPort() throws Exception {
    try (var first = ServerSocketChannel.open();
        var second = ServerSocketChannel.open()) {
      first.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      second.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      first.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      second.bind(first.getLocalAddress());
      assertThat(ChannelDescriptors.of(first)).isNotEqualTo(ChannelDescriptors.of(second));
      second.setOption(StandardSocketOptions.SO_REUSEADDR, false);
      assertThat(SocketNames.option(ChannelDescriptors.of(second), SocketNames.SO_REUSEADDR))
          .isZero();
      assertThat(SocketNames.option(ChannelDescriptors.of(first), SocketNames.SO_REUSEADDR))
          .isOne();
    }
  }

  @Test
  void shouldTellListenersApartWhosePathIsTheSame() throws Exception {
    var path = UnixDomainSocketAddress.of(directory.resolve("socket"));
    try (var first = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        var second = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      first.bind(path);
      Files.delete(path.getPath());
      second.bind(path);
      int room = second.getOption(StandardSocketOptions.SO_RCVBUF);
      assertThat(ChannelDescriptors.of(first)).isNotEqualTo(ChannelDescriptors.of(second));
      assertThat(second.getOption(StandardSocketOptions.SO_RCVBUF)).isEqualTo(room);
    }
  }

  private static void expectConnected(SocketChannel one, SocketChannel other) throws IOException {
    int descriptor = ChannelDescriptors.of(one);
    byte mark = (byte) descriptor;
    DescriptorPassing.send(descriptor, ByteBuffer.wrap(new byte[] {mark}), List.of());
    ByteBuffer came = ByteBuffer.allocate(1);
    other.read(came);
    assertThat(came.get(0)).isEqualTo(mark);
  }

  @Test
  void shouldTellFilesApart() throws Exception {
    Path path = Files.writeString(directory.resolve("file"), "0123456789");
    try (var reading = FileChannel.open(path, StandardOpenOption.READ);
        var writing = FileChannel.open(path, StandardOpenOption.WRITE);
        var appending = FileChannel.open(path, StandardOpenOption.APPEND);
        var stream = new java.io.FileInputStream(path.toFile())) {
      Files.delete(path);
      List<FileChannel> all = List.of(reading, writing, appending, stream.getChannel());
      List<Integer> found = new ArrayList<>();
      for (FileChannel channel : all) {
        found.add(ChannelDescriptors.of(channel));
      }
      assertThat(found).doesNotHaveDuplicates();
      reading.position(3);
      writing.position(4);
      stream.getChannel().position(6);
      assertThat(SocketPair.details(found.get(0))).contains("pos:\t3");
      assertThat(SocketPair.details(found.get(1))).contains("pos:\t4");
      assertThat(SocketPair.details(found.get(3))).contains("pos:\t6");
      assertThat(SocketPair.details(found.get(0))).noneMatch(line -> line.startsWith("lock:"));
    }
  }

  @Test
  void shouldSayThatALockIsInTheWay() throws Exception {
    Path path = directory.resolve("file");
    try (var file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = file.lock(0, 100, false)) {
      assertThat(ChannelDescriptors.of(file)).isPositive();
      lock.release();
      try (var whole = file.lock()) {
        assertThatThrownBy(() -> ChannelDescriptors.of(file))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("locked as a whole");
        assertThat(whole.isValid()).isTrue();
      }
    }
  }

  @Test
  void shouldNotCloseTheChannelOfAnInterruptedThread() throws Exception {
    Path path = directory.resolve("file");
    try (var file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      Thread.currentThread().interrupt();
      assertThat(ChannelDescriptors.of(file)).isPositive();
      assertThat(Thread.interrupted()).isTrue();
      assertThat(file.isOpen()).isTrue();
    }
  }

  @Test
  void shouldRefuseWhatHasNoNameOrIsClosed() throws Exception {
    try (var socket = SocketChannel.open();
        var listener = ServerSocketChannel.open()) {
      assertThatThrownBy(() -> ChannelDescriptors.of(socket)).hasMessageContaining("not connected");
      assertThatThrownBy(() -> ChannelDescriptors.of(listener)).hasMessageContaining("not bound");
      listener.close();
      assertThatThrownBy(() -> ChannelDescriptors.of(listener))
          .isInstanceOf(ClosedChannelException.class);
    }
    var file = FileChannel.open(directory);
    file.close();
    assertThatThrownBy(() -> ChannelDescriptors.of(file))
        .isInstanceOf(ClosedChannelException.class);
  }
}
