package dev.procession.internal.ffm;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Both ends of a connection between Unix-domain sockets, with their descriptors. */
record SocketPair(SocketChannel near, SocketChannel far) implements AutoCloseable {

  static SocketPair open(Path directory) throws IOException {
    Path path = directory.resolve("pair");
    try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(path));
      SocketChannel far = SocketChannel.open(UnixDomainSocketAddress.of(path));
      return new SocketPair(listener.accept(), far);
    } finally {
      Files.deleteIfExists(path);
    }
  }

  int sender() throws IOException {
    return ChannelDescriptors.of(near);
  }

  int receiver() throws IOException {
    return ChannelDescriptors.of(far);
  }

  /** How many descriptors this process has that lead to such a thing. */
  static int count(String target) throws IOException {
    int count = 0;
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      for (Path descriptor : open.toList()) {
        try {
          count += Files.readSymbolicLink(descriptor).toString().contains(target) ? 1 : 0;
        } catch (IOException closedMeanwhile) {
          // Such as that of the list itself.
        }
      }
    }
    return count;
  }

  /** What the kernel tells about a descriptor. */
  static List<String> details(int descriptor) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/fdinfo/" + descriptor));
  }

  @Override
  public void close() throws IOException {
    near.close();
    far.close();
  }
}
