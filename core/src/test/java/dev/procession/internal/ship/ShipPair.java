package dev.procession.internal.ship;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** Both ends of a connection for classes in this JVM, over a real socket. */
final class ShipPair implements AutoCloseable {
  final SocketChannel parent;
  final SocketChannel child;
  final SocketClassLink link;
  final ShippedClasses classes;

  private ShipPair(SocketChannel parent, SocketChannel child) {
    this.parent = parent;
    this.child = child;
    link = new SocketClassLink(child);
    classes = new ShippedClasses(link);
  }

  /** With a server at the parent's end. */
  static ShipPair serving(Path folder) throws IOException {
    ShipPair pair = bare(folder);
    ClassServer.start(pair.parent, "test");
    return pair;
  }

  /** With nobody at the parent's end. */
  static ShipPair bare(Path folder) throws IOException {
    SocketChannel[] ends = sockets(folder);
    return new ShipPair(ends[0], ends[1]);
  }

  static SocketChannel[] sockets(Path folder) throws IOException {
    var address = UnixDomainSocketAddress.of(folder.resolve("s" + System.nanoTime()));
    try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(address);
      SocketChannel child = SocketChannel.open(address);
      return new SocketChannel[] {listener.accept(), child};
    }
  }

  /** The loader that stands for one of this process. */
  ClassLoader of(ClassLoader loader) throws IOException {
    return classes.loader(ClassDesk.instance().number(loader));
  }

  @Override
  public void close() throws IOException {
    link.close();
    parent.close();
  }
}
