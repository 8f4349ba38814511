package dev.procession.server;

import dev.procession.sync.SharedEvent;
import org.jspecify.annotations.Nullable;

/**
 * The worker process of a server, as the code that runs in it sees it. May be used by any thread of
 * that process.
 */
public final class ServerWorker {
  /** Written once, before any code of the user runs. */
  private static volatile @Nullable ServerWorker current;

  private final String name;
  private final long generation;
  private final SharedEvent stop;
  private final Signs signs;

  /** What a worker has to say; where it goes depends on the kind of server. */
  interface Signs {
    void opened();

    void closed(boolean well);

    void beat();
  }

  ServerWorker(String name, long generation, SharedEvent stop, Signs signs) {
    this.name = name;
    this.generation = generation;
    this.stop = stop;
    this.signs = signs;
  }

  void enter() {
    current = this;
  }

  /**
   * The worker that this process is.
   *
   * @return the worker
   * @throws IllegalStateException if this process is none
   */
  public static ServerWorker current() {
    ServerWorker worker = current;
    if (worker == null) {
      throw new IllegalStateException(
          "this process is not the worker of a server: pid=" + ProcessHandle.current().pid());
    }
    return worker;
  }

  /**
   * The name of the process.
   *
   * @return the server's name and a number
   */
  public String name() {
    return name;
  }

  /**
   * Which of the server's handlers this worker runs.
   *
   * @return 1 at first, one more with each reload
   */
  public long generation() {
    return generation;
  }

  /**
   * Whether the worker accepts no more connections. A handler that serves many requests on one
   * connection should then end it at the next opportunity; at the end of {@link
   * ServerConfig#drainLimit} the worker is killed.
   *
   * @return true from then on
   */
  public boolean isStopping() {
    return stop.isSet();
  }

  /**
   * Waits until the worker is to stop.
   *
   * @throws InterruptedException if this thread is interrupted
   */
  public void awaitStop() throws InterruptedException {
    stop.await();
  }

  /**
   * Tells that the handler which calls this gets on: its {@link ServerConfig#handlerLimit} begins
   * anew. To be called by the thread that runs the handler; does nothing on others.
   */
  public void beat() {
    signs.beat();
  }

  /**
   * Takes down that a connection has been accepted. For a {@link ListenerHandler}; of others the
   * server knows.
   */
  public void opened() {
    signs.opened();
  }

  /**
   * Takes down that a connection has ended. For a {@link ListenerHandler}; to be called once for
   * each {@link #opened()}.
   *
   * @param well false to count it as failed
   */
  public void closed(boolean well) {
    signs.closed(well);
  }
}
