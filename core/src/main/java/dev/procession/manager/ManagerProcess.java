package dev.procession.manager;

import dev.procession.Action;
import dev.procession.channel.Connection;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a manager's process does: it serves until it is told to end.
 *
 * @param plan what the manager is to be
 * @param folder the folder of the socket, which belongs to the process that has opened the manager;
 *     null if that has chosen the socket
 * @param report gets where it listens, or why it does not
 */
record ManagerProcess(ServerPlan plan, @Nullable String folder, Connection report)
    implements Action {
  @Override
  public void perform() throws Exception {
    if (folder != null) {
      SocketFolder.removeWithOwner(Path.of(folder));
    }
    ManagerServer server = begin();
    if (server == null) {
      return;
    }
    try {
      server.awaitEnd();
    } finally {
      server.close("the manager has been stopped");
    }
  }

  private ManagerServer reported(ManagerServer server) throws Exception {
    boolean done = false;
    try {
      report.send(server.socket());
      done = true;
      return server;
    } finally {
      if (!done) {
        server.close("nobody is there to use the manager");
      }
    }
  }

  private @Nullable ManagerServer begin() throws Exception {
    try (report) {
      try {
        Action initializer = plan.initializer();
        if (initializer != null) {
          initializer.perform();
        }
        return reported(ManagerServer.start(plan, null));
      } catch (Exception | StackOverflowError | ExceptionInInitializerError e) {
        report.send(e);
        return null;
      }
    }
  }
}
