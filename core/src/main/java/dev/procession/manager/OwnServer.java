package dev.procession.manager;

import java.time.Duration;

/** A manager in this process. */
final class OwnServer implements ManagerHost {
  private final ManagerServer server;

  OwnServer(ManagerServer server) {
    this.server = server;
  }

  @Override
  public long pid() {
    return ProcessHandle.current().pid();
  }

  @Override
  public boolean join(Duration atMost) throws InterruptedException {
    return server.awaitEnd(atMost);
  }

  @Override
  public void close() {
    server.close("the manager has been closed");
  }
}
