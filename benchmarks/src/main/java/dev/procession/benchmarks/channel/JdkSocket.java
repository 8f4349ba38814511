package dev.procession.benchmarks.channel;

import dev.procession.Context;
import dev.procession.benchmarks.harness.Contestant;
import dev.procession.benchmarks.harness.Results;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * Sockets of the JDK, blocking, with direct buffers: four bytes of length before each message, one
 * system call to write it.
 */
final class JdkSocket {
  /** What a read takes at a time; several messages, if they are small. */
  private static final int READ_AHEAD = 1 << 16;

  private JdkSocket() {}

  /** From one process to another, over a Unix-domain socket. */
  static Contestant flow(Load load) throws Exception {
    SharedDirectory directory = SharedDirectory.create();
    String file = directory.file("socket");
    return Flow.between(
        Parties.ONE_TO_ONE,
        Context.standard(),
        () -> new Line(connectUnix(file), load)::put,
        () -> new Line(acceptUnix(file), load)::take,
        directory);
  }

  /** To and fro, over a Unix-domain socket. */
  static Contestant unixTrips(Rhythm rhythm, Load load) throws Exception {
    SharedDirectory directory = SharedDirectory.create();
    String file = directory.file("socket");
    return Trips.between(
        Context.standard(),
        rhythm,
        () -> new Line(connectUnix(file), load)::ask,
        () -> new Line(acceptUnix(file), load)::answer,
        directory);
  }

  /** To and fro, over TCP. */
  static Contestant tcpTrips(Rhythm rhythm, Load load) throws Exception {
    SharedDirectory directory = SharedDirectory.create();
    String file = directory.file("port");
    return Trips.between(
        Context.standard(),
        rhythm,
        () -> new Line(connectTcp(file), load)::ask,
        () -> new Line(acceptTcp(file), load)::answer,
        directory);
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static SocketChannel acceptUnix(String file) throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      return server.bind(UnixDomainSocketAddress.of(file)).accept();
    }
  }

  private static SocketChannel acceptTcp(String file) throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(loopback(0));
      Ports.write(file, ((InetSocketAddress) server.getLocalAddress()).getPort());
      return server.accept().setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
  }

  private static SocketChannel connectUnix(String file) throws IOException {
    return Patience.connect(() -> SocketChannel.open(UnixDomainSocketAddress.of(file)));
  }

  private static SocketChannel connectTcp(String file) throws IOException {
    return Patience.connect(() -> SocketChannel.open(loopback(Ports.read(file))))
        .setOption(StandardSocketOptions.TCP_NODELAY, true);
  }

  /** A socket with its buffers. */
  private static final class Line {
    private final SocketChannel channel;
    private final Load load;
    private final byte[] outgoing;
    private final ByteBuffer out;

    /** Ready to be read from, not to be filled. */
    private final ByteBuffer in;

    Line(SocketChannel channel, Load load) {
      this.channel = channel;
      this.load = load;
      outgoing = load.make();
      out = ByteBuffer.allocateDirect(Integer.BYTES + load.bytes());
      in = ByteBuffer.allocateDirect(READ_AHEAD + load.bytes()).flip();
    }

    void put(int from, int to) throws IOException {
      for (int i = from; i < to; i++) {
        Load.stamp(outgoing, i);
        send(outgoing);
      }
    }

    long take(int count) throws IOException {
      long sum = 0;
      for (int i = 0; i < count; i++) {
        sum += load.read(receive());
      }
      return sum;
    }

    void ask(int times) throws IOException {
      for (int i = 0; i < times; i++) {
        send(outgoing);
        load.read(receive());
      }
    }

    void answer(int times) throws IOException {
      for (int i = 0; i < times; i++) {
        send(receive());
      }
    }

    private void send(byte[] item) throws IOException {
      out.clear().putInt(item.length).put(item).flip();
      while (out.hasRemaining()) {
        channel.write(out);
      }
    }

    private byte[] receive() throws IOException {
      await(Integer.BYTES);
      int length = in.getInt();
      if (length != load.bytes()) {
        Results.check(length, load.bytes());
      }
      await(length);
      byte[] item = new byte[length];
      in.get(item);
      return item;
    }

    private void await(int bytes) throws IOException {
      if (in.remaining() < bytes) {
        in.compact();
        while (in.position() < bytes) {
          if (channel.read(in) < 0) {
            throw new EOFException("the other side has closed the socket");
          }
        }
        in.flip();
      }
    }
  }
}
