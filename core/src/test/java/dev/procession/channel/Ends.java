package dev.procession.channel;

import dev.procession.internal.shm.Deadline;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Two connections that lead to each other.
 *
 * @param socket what the first one leads over; null if that is no socket
 */
record Ends(Connection one, Connection other, AutoCloseable owner, @Nullable SocketChannel socket)
    implements AutoCloseable {
  static Ends overSocket(Listener listener) throws Exception {
    SocketChannel socket =
        Connector.connect(listener.address(), Deadline.in(TimeUnit.SECONDS.toNanos(60)));
    Connection one =
        new SocketConnection(new PlainLink(socket), "the listener", Long.MAX_VALUE, false);
    return new Ends(one, listener.accept(), listener, socket);
  }

  @Override
  public void close() throws Exception {
    one.close();
    other.close();
    owner.close();
  }
}
