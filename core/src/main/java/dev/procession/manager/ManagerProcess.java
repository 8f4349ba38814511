package dev.procession.manager;

import dev.procession.Action;
import dev.procession.channel.Connection;
import org.jspecify.annotations.Nullable;

/**
 * What a manager's process does: it serves until it is told to end.
 *
 * @param plan what the manager is to be
 * @param report gets where it listens, or why it does not
 */
record ManagerProcess(ServerPlan plan, Connection report) implements Action {
  @Override
  public void perform() throws Exception {
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

  private @Nullable ManagerServer begin() throws Exception {
    try (report) {
      try {
        Action initializer = plan.initializer();
        if (initializer != null) {
          initializer.perform();
        }
        ManagerServer server = ManagerServer.start(plan, null);
        report.send(server.socket());
        return server;
      } catch (Exception | StackOverflowError | ExceptionInInitializerError e) {
        report.send(e);
        return null;
      }
    }
  }
}
