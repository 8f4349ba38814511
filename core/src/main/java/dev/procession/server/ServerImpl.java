package dev.procession.server;

import dev.procession.StartMethod;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a program holds of its server: checks what it is asked, and waits. */
final class ServerImpl implements ProcessServer {
  private final Listening listening;
  private final Engine engine;

  /** Removes the file of the socket when the program ends without closing the server. */
  private final Thread programEnd;

  /** Guarded by this: the settings that a reload begins with. */
  private ServerConfig config;

  private volatile boolean open = true;

  private ServerImpl(Listening listening, ServerConfig config) {
    this.listening = listening;
    this.config = config;
    ServerSettings settings = config.settings();
    this.engine =
        settings.mode == ServerMode.PROCESS_PER_CONNECTION
            ? new ConnectionProcesses(listening, settings)
            : new Supervisor(listening, settings);
    this.programEnd =
        new Thread(
            () -> {
              engine.abandon();
              listening.removeFile();
            },
            "procession-" + settings.name + "-end");
    addHook();
    var unused =
        engine
            .over()
            .whenComplete(
                (nothing, failure) -> {
                  open = false;
                  removeHook();
                });
  }

  static ProcessServer open(
      SocketAddress address, UnaryOperator<ServerConfig> configure, Service service) {
    Objects.requireNonNull(address, "address");
    ServerConfig config =
        Objects.requireNonNull(configure.apply(ServerConfig.standard()), "configuration");
    ServerSettings settings = config.settings();
    check(settings, service);
    Listening listening = Listening.open(address, settings);
    ServerImpl server;
    try {
      server = new ServerImpl(listening, config);
    } catch (RuntimeException | Error e) {
      listening.close();
      throw e;
    }
    try {
      await(server.engine.load(new Program(service, config)));
      return server;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      server.close();
      throw new ServerException("interrupted while a server was being opened: " + server, e);
    } catch (RuntimeException | Error e) {
      server.close();
      throw e;
    }
  }

  private static void check(ServerSettings settings, Service service) {
    if (settings.context.startMethod() == StartMethod.THREAD) {
      throw new IllegalArgumentException(
          "the workers of a server are processes: startMethod=THREAD; set another context");
    }
    if (settings.mode == ServerMode.PROCESS_PER_CONNECTION && service.whole() != null) {
      throw new IllegalArgumentException(
          "a process for one connection has no listener: mode=PROCESS_PER_CONNECTION; handle"
              + " single connections, or use mode PREFORK");
    }
  }

  // ---- changes ----------------------------------------------------------------------------------

  @Override
  public void resize(int workers) {
    ServerConfig.checkWorkers(workers);
    engine.resize(workers);
    synchronized (this) {
      config = config.workers(workers);
    }
  }

  @Override
  public void reload(UnaryOperator<ServerConfig> configure, ConnectionHandler handler)
      throws InterruptedException {
    reload(configure, Service.of(handler));
  }

  @Override
  public void reload(UnaryOperator<ServerConfig> configure, ListenerHandler handler)
      throws InterruptedException {
    reload(configure, Service.of(handler));
  }

  private void reload(UnaryOperator<ServerConfig> configure, Service service)
      throws InterruptedException {
    ServerConfig present;
    synchronized (this) {
      present = config;
    }
    ServerConfig next = Objects.requireNonNull(configure.apply(present), "configuration");
    check(next.settings(), service);
    checkUnchanged(present.settings(), next.settings());
    CompletableFuture<@Nullable Void> done = engine.load(new Program(service, next));
    // Also if nobody waits for it any more.
    CompletableFuture<@Nullable Void> kept =
        done.thenRun(
            () -> {
              synchronized (this) {
                // Who has been resized meanwhile stays so, as its workers have.
                int workers = config.settings().workers;
                config = workers == present.settings().workers ? next : next.workers(workers);
              }
            });
    await(kept);
  }

  private static void checkUnchanged(ServerSettings present, ServerSettings next) {
    boolean processes = present.mode == ServerMode.PROCESS_PER_CONNECTION;
    if (present.mode != next.mode
        || present.backlog != next.backlog
        || !present.name.equals(next.name)
        || (processes && present.connections != next.connections)) {
      throw new IllegalArgumentException(
          "a reload cannot change name, mode and backlog"
              + (processes ? ", or the number of connections" : "")
              + ": name="
              + present.name
              + ", mode="
              + present.mode
              + ", backlog="
              + present.backlog
              + "; close the server and open another one");
    }
  }

  // ---- questions --------------------------------------------------------------------------------

  @Override
  public SocketAddress address() {
    return listening.address();
  }

  @Override
  public ServerStats stats() {
    return engine.stats();
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  // ---- the end ----------------------------------------------------------------------------------

  @Override
  public void join() throws InterruptedException {
    await(engine.over());
  }

  @Override
  public boolean join(Duration atMost) throws InterruptedException {
    long nanos = Math.max(ServerSettings.nanos(atMost), 0);
    try {
      engine.over().get(nanos, TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw thrown(e.getCause());
    }
  }

  @Override
  public void stop(Duration drain) throws InterruptedException {
    open = false;
    engine.stop(drain.isNegative() ? Duration.ZERO : drain);
    try {
      engine.over().get();
    } catch (ExecutionException failed) {
      // It is over.
    }
  }

  @Override
  public void close() {
    Duration drain;
    synchronized (this) {
      drain = config.settings().drainLimit;
    }
    boolean interrupted = false;
    while (true) {
      try {
        stop(drain);
        break;
      } catch (InterruptedException e) {
        interrupted = true;
        drain = Duration.ZERO;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void addHook() {
    try {
      Runtime.getRuntime().addShutdownHook(programEnd);
    } catch (IllegalStateException ending) {
      // It will not be open for long.
    }
  }

  private void removeHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(programEnd);
    } catch (IllegalStateException ending) {
      // It runs.
    }
  }

  private static void await(CompletableFuture<?> future) throws InterruptedException {
    try {
      future.get();
    } catch (ExecutionException e) {
      throw thrown(e.getCause());
    }
  }

  /** The error of another thread, thrown by this one: as it is, for it tells all there is. */
  private static RuntimeException thrown(@Nullable Throwable failure) {
    Throwable actual =
        failure instanceof java.util.concurrent.CompletionException wrapped
                && wrapped.getCause() != null
            ? wrapped.getCause()
            : failure;
    if (actual instanceof Error error) {
      throw error;
    }
    return actual instanceof RuntimeException known ? known : new IllegalStateException(actual);
  }

  /** Such as {@code ProcessServer[server, /127.0.0.1:8080, open]}. */
  @Override
  public synchronized String toString() {
    return "ProcessServer["
        + config.settings().name
        + ", "
        + listening.address()
        + (open ? ", open]" : ", closed]");
  }
}
