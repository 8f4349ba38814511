package dev.procession.benchmarks.channel;

import dev.procession.Context;
import dev.procession.benchmarks.harness.Contestant;
import dev.procession.channel.Client;
import dev.procession.channel.Connection;
import dev.procession.channel.Listener;
import dev.procession.channel.Pipe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/** Procession's pipes, and its connections over sockets. */
final class Connections {
  private Connections() {}

  /** One way through a pipe. */
  static Contestant pipe(Load load) {
    Pipe pipe = Pipe.oneWay();
    Connection in = pipe.first();
    Connection out = pipe.second();
    return Flow.between(
        Parties.ONE_TO_ONE,
        Context.standard(),
        () -> putter(out, load),
        () -> taker(in, load),
        pipe);
  }

  /** To and fro through a pipe. */
  static Contestant pipeTrips(Rhythm rhythm, Load load) {
    Pipe pipe = Pipe.open();
    Connection near = pipe.first();
    Connection far = pipe.second();
    return Trips.between(
        Context.standard(), rhythm, () -> asking(near, load), () -> answering(far), pipe);
  }

  /** To and fro between a client and a listener with a Unix-domain socket. */
  static Contestant unixTrips(Rhythm rhythm, Load load) throws Exception {
    SharedDirectory directory = SharedDirectory.create();
    String file = directory.file("socket");
    return Trips.between(
        Context.standard(),
        rhythm,
        () -> asking(Patience.connect(() -> connect(unix(file))), load),
        () -> answering(accept(Listener.open(unix(file)))),
        directory);
  }

  /** To and fro between a client and a listener, over TCP. */
  static Contestant tcpTrips(Rhythm rhythm, Load load) throws Exception {
    SharedDirectory directory = SharedDirectory.create();
    String file = directory.file("port");
    return Trips.between(
        Context.standard(),
        rhythm,
        () -> asking(Patience.connect(() -> connect(loopback(Ports.read(file)))), load),
        () -> {
          Listener listener = Listener.open(loopback(0));
          Ports.write(file, ((InetSocketAddress) listener.address()).getPort());
          return answering(accept(listener));
        },
        directory);
  }

  private static SocketAddress unix(String file) {
    return UnixDomainSocketAddress.of(file);
  }

  private static SocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static Connection connect(SocketAddress address) throws IOException {
    try {
      return Client.connect(address);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Connection accept(Listener listener) throws InterruptedException {
    try (listener) {
      return listener.accept();
    }
  }

  private static Putter putter(Connection connection, Load load) {
    byte[] item = load.make();
    return (from, to) -> {
      for (int i = from; i < to; i++) {
        Load.stamp(item, i);
        connection.sendBytes(item);
      }
    };
  }

  private static Taker taker(Connection connection, Load load) {
    return count -> {
      long sum = 0;
      for (int i = 0; i < count; i++) {
        sum += load.read(connection.receiveBytes());
      }
      return sum;
    };
  }

  private static Side asking(Connection connection, Load load) {
    byte[] item = load.make();
    return times -> {
      for (int i = 0; i < times; i++) {
        connection.sendBytes(item);
        load.read(connection.receiveBytes());
      }
    };
  }

  private static Side answering(Connection connection) {
    return times -> {
      for (int i = 0; i < times; i++) {
        connection.sendBytes(connection.receiveBytes());
      }
    };
  }
}
