package dev.procession.server;

import dev.procession.Action;
import dev.procession.ExitException;
import dev.procession.memory.SharedLongArray;
import dev.procession.sync.SharedEvent;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * The life of a process that handles one connection, in that process.
 *
 * @param handler the user's code
 * @param ready to be run first
 * @param connection the connection; null to see only whether the rest works
 * @param name of the process
 * @param generation of the handler
 * @param stop set when the server stops
 * @param beats signs of life of all connections, each written by its process
 * @param place which of them is ours
 */
record ConnectionTask(
    ConnectionHandler handler,
    @Nullable Action ready,
    @Nullable SocketChannel connection,
    String name,
    long generation,
    SharedEvent stop,
    SharedLongArray beats,
    int place)
    implements Action {
  private static final System.Logger LOG = System.getLogger("dev.procession.server");

  @Override
  public void perform() throws Exception {
    new ServerWorker(name, generation, stop, new Signs()).enter();
    if (ready != null) {
      ready.perform();
    }
    if (connection != null) {
      try (connection) {
        handler.handle(connection);
      } catch (IOException e) {
        // The client has gone away: nothing to make a noise about.
        LOG.log(Level.DEBUG, () -> "a connection has ended: " + connection, e);
        throw new ExitException(1);
      }
    }
  }

  private final class Signs implements ServerWorker.Signs {
    @Override
    public void opened() {}

    @Override
    public void closed(boolean well) {}

    @Override
    public void beat() {
      beats.incrementAndGet(place);
    }
  }
}
