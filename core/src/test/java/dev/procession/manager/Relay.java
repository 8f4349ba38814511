package dev.procession.manager;

import dev.procession.pool.PoolTesting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a client and a manager, and passes on so many bytes from the client. Then it cuts
 * the connection, or passes on nothing more and is silent.
 */
final class Relay implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  private final SocketAddress target;
  private final int limit;
  private final boolean silently;
  private final AtomicInteger passed = new AtomicInteger();
  private final Socket upstream = new Socket();
  private volatile Socket downstream = new Socket();

  Relay(SocketAddress target, int limit, boolean silently) throws IOException {
    this.target = target;
    this.limit = limit;
    this.silently = silently;
    Thread.ofVirtual().start(this::run);
  }

  SocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort());
  }

  private void run() {
    try {
      downstream = listener.accept();
      upstream.connect(target);
      Thread.ofVirtual().start(() -> copy(upstream, downstream, Integer.MAX_VALUE));
      copy(downstream, upstream, limit);
      passed.set(limit);
      if (!silently) {
        cut();
      }
    } catch (IOException closed) {
      end();
    }
  }

  private void end() {
    try {
      cut();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void copy(Socket from, Socket to, int most) {
    byte[] bytes = new byte[4096];
    try {
      for (int left = most; left > 0; ) {
        int count = from.getInputStream().read(bytes, 0, Math.min(left, bytes.length));
        if (count < 0) {
          break;
        }
        to.getOutputStream().write(bytes, 0, count);
        left -= count;
      }
    } catch (IOException closed) {
      // That is the end of it.
    }
  }

  /** Waits until nothing more is passed on, or the client has done all it wanted. */
  void awaitLimit(Future<?> client) {
    PoolTesting.await("it stops", () -> passed.get() == limit || client.isDone());
  }

  /** Ends both connections. */
  void cut() throws IOException {
    downstream.close();
    upstream.close();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }
}
