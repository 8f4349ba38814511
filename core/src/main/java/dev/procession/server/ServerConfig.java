package dev.procession.server;

import dev.procession.Action;
import dev.procession.Context;
import dev.procession.StartMethod;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * How a server is to behave. Immutable: each method returns a copy with one setting changed.
 *
 * {@snippet lang="java" :
 * ProcessServer.open(address, c -> c.workers(4).recycleAfter(10_000), Echo::talk);
 * }
 */
public final class ServerConfig {
  /** The largest number of workers of one server. */
  public static final int MAX_WORKERS = 1024;

  private final ServerSettings settings;

  private ServerConfig(ServerSettings settings) {
    this.settings = settings;
  }

  static ServerConfig standard() {
    return new ServerConfig(new ServerSettings());
  }

  /** For reading only. */
  ServerSettings settings() {
    return settings;
  }

  private ServerConfig with(Consumer<ServerSettings> change) {
    ServerSettings copy = settings.copy();
    change.accept(copy);
    return new ServerConfig(copy);
  }

  private static int atLeast(int least, String name, int value) {
    if (value < least) {
      throw new IllegalArgumentException(
          name + " is too small: " + name + "=" + value + ", least=" + least);
    }
    return value;
  }

  private static Duration positive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(
          name + " must be greater than zero: " + name + "=" + value);
    }
    return value;
  }

  private static Duration notNegative(String name, Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException(name + " is negative: " + name + "=" + value);
    }
    return value;
  }

  // ---- processes --------------------------------------------------------------------------------

  /**
   * What people call the server: in the names of its processes and threads, and in messages. At
   * first {@code server}.
   *
   * @param name not blank
   * @return a copy with this name
   * @throws IllegalArgumentException if it is blank
   */
  public ServerConfig name(String name) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a server's name must not be blank");
    }
    return with(s -> s.name = name);
  }

  /**
   * How connections get to processes. At first {@link ServerMode#PREFORK}.
   *
   * @param mode the way; cannot be changed by a reload
   * @return a copy with this mode
   */
  public ServerConfig mode(ServerMode mode) {
    Objects.requireNonNull(mode, "mode");
    return with(s -> s.mode = mode);
  }

  /**
   * How many workers there are; see {@link ProcessServer#resize(int)}. At first one for each
   * available processor. Without meaning for a process per connection.
   *
   * @param workers 1 to {@link #MAX_WORKERS}
   * @return a copy with this number
   * @throws IllegalArgumentException if it is out of range
   */
  public ServerConfig workers(int workers) {
    checkWorkers(workers);
    return with(s -> s.workers = workers);
  }

  static void checkWorkers(int workers) {
    if (workers < 1 || workers > MAX_WORKERS) {
      throw new IllegalArgumentException(
          "workers is out of range: workers=" + workers + ", least=1, most=" + MAX_WORKERS);
    }
  }

  /**
   * How the processes are started. At first {@link Context#standard()}.
   *
   * @param context not one that starts threads
   * @return a copy with this context
   * @throws IllegalArgumentException if its start method is {@link StartMethod#THREAD}
   */
  public ServerConfig context(Context context) {
    if (context.startMethod() == StartMethod.THREAD) {
      throw new IllegalArgumentException(
          "the workers of a server are processes: startMethod=THREAD; choose another one");
    }
    return with(s -> s.context = context);
  }

  /**
   * Runs something in each worker before it accepts its first connection: what a handler needs is
   * loaded and connected there. A worker whose hook throws does not serve. If it belongs to a
   * server that is being opened, or to a reload, that fails with its error. None at first.
   *
   * @param hook what to run
   * @return a copy with this hook
   */
  public ServerConfig ready(Action hook) {
    Objects.requireNonNull(hook, "hook");
    return with(s -> s.ready = hook);
  }

  /**
   * How long a worker may take to start, with its {@linkplain #ready(Action) hook}, before it is
   * killed and counts as failed. At first a minute.
   *
   * @param limit greater than zero
   * @return a copy with this limit
   * @throws IllegalArgumentException if it is zero or negative
   */
  public ServerConfig readyTimeout(Duration limit) {
    positive("readyTimeout", limit);
    return with(s -> s.readyTimeout = limit);
  }

  // ---- connections ------------------------------------------------------------------------------

  /**
   * How many connections wait in the kernel until they are accepted. At first 1024; the system may
   * allow less ({@code net.core.somaxconn}).
   *
   * @param backlog at least 1; cannot be changed by a reload
   * @return a copy with this number
   * @throws IllegalArgumentException if it is less than 1
   */
  public ServerConfig backlog(int backlog) {
    atLeast(1, "backlog", backlog);
    return with(s -> s.backlog = backlog);
  }

  /**
   * How many connections are handled at a time in all; further ones wait in the backlog. At first
   * without limit for workers, and 64 for a process per connection. While a reload drains the old
   * workers, the connections that these still have do not count.
   *
   * @param most at least 1
   * @return a copy with this limit
   * @throws IllegalArgumentException if it is less than 1
   */
  public ServerConfig connections(int most) {
    atLeast(1, "connections", most);
    return with(s -> s.connections = most);
  }

  /**
   * How many connections one worker handles at a time, each on a thread of its own. At first 64; 1
   * keeps connections apart from each other. Further ones are left to other workers or wait in the
   * backlog. Without meaning for a {@link ListenerHandler}.
   *
   * @param most at least 1
   * @return a copy with this limit
   * @throws IllegalArgumentException if it is less than 1
   */
  public ServerConfig connectionsPerWorker(int most) {
    atLeast(1, "connectionsPerWorker", most);
    return with(s -> s.connectionsPerWorker = most);
  }

  // ---- what is stuck ----------------------------------------------------------------------------

  /**
   * Limits the time of a handler, from the begin of the connection or the handler's last {@link
   * ServerWorker#beat()}. When it is up, the connection is closed and the handler's thread
   * interrupted, which ends handlers that wait for a slow client. If the handler has not ended by
   * the {@linkplain #killGrace(Duration) grace period}, its worker is stuck: it is killed and
   * replaced. Without limit at first.
   *
   * @param limit greater than zero
   * @return a copy with this limit
   * @throws IllegalArgumentException if it is zero or negative
   */
  public ServerConfig handlerLimit(Duration limit) {
    positive("handlerLimit", limit);
    return with(s -> s.handlerLimit = limit);
  }

  /**
   * How long a handler whose time is up has before its worker is killed. At first a second.
   *
   * @param grace zero kills at once
   * @return a copy with this time
   * @throws IllegalArgumentException if it is negative
   */
  public ServerConfig killGrace(Duration grace) {
    notNegative("killGrace", grace);
    return with(s -> s.killGrace = grace);
  }

  /**
   * Kills and replaces workers that give no sign of life for so long: a thread in each gives four
   * in this time. That finds processes that are frozen as a whole, by a signal, by swapping, or by
   * a heap so full that nothing but its collector runs. At first 30 seconds. Not for a process per
   * connection.
   *
   * @param limit greater than zero
   * @return a copy with this limit
   * @throws IllegalArgumentException if it is zero or negative
   */
  public ServerConfig heartbeat(Duration limit) {
    positive("heartbeat", limit);
    return with(s -> s.heartbeat = limit);
  }

  /**
   * How long workers that accept no more may take to finish what they have, when the server is
   * closed, reloaded or made smaller; they are killed then. At first 30 seconds.
   *
   * @param limit zero kills at once
   * @return a copy with this limit
   * @throws IllegalArgumentException if it is negative
   */
  public ServerConfig drainLimit(Duration limit) {
    notNegative("drainLimit", limit);
    return with(s -> s.drainLimit = limit);
  }

  // ---- replacing workers ------------------------------------------------------------------------

  /**
   * Replaces each worker after a number of connections, which bounds what leaky handlers can leak.
   * It goes on accepting until the new one serves, so that there are never too few. Never at first.
   *
   * @param connections at least 1
   * @return a copy with this number
   * @throws IllegalArgumentException if it is less than 1
   */
  public ServerConfig recycleAfter(int connections) {
    atLeast(1, "recycleAfter", connections);
    return with(s -> s.recycleAfter = connections);
  }

  /**
   * Replaces a worker whose process has more memory resident than this, as measured with each sign
   * of life. Never at first. Where the system does not tell, what the JVM has reserved counts.
   *
   * @param residentBytes at least 1; a JVM that does nothing has some 40 MB
   * @return a copy with this limit
   * @throws IllegalArgumentException if it is less than 1
   */
  public ServerConfig recycleAbove(long residentBytes) {
    if (residentBytes < 1) {
      throw new IllegalArgumentException(
          "recycleAbove is too small: recycleAbove=" + residentBytes + ", least=1");
    }
    return with(s -> s.recycleAbove = residentBytes);
  }

  /**
   * By how much the limits of {@link #recycleAfter} and {@link #recycleAbove} are raised at most,
   * by chance for each worker, so that not all are replaced at once. At first a tenth.
   *
   * @param fraction 0 to 1
   * @return a copy with this setting
   * @throws IllegalArgumentException if it is out of range
   */
  public ServerConfig jitter(double fraction) {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new IllegalArgumentException(
          "jitter is out of range: jitter=" + fraction + ", least=0, most=1");
    }
    return with(s -> s.jitter = fraction);
  }

  /**
   * How many workers may die unasked in a period before the server gives up: what makes them die
   * would go on. It then kills all of them, frees the address, and {@link ProcessServer#join()}
   * throws an error that tells the last death. At first 10 or three times the number of workers,
   * whichever is more, in a minute.
   *
   * <p>Erlang's restart intensity.
   *
   * @param most 0 or more; with 0 the first death ends the server
   * @param period greater than zero
   * @return a copy with this setting
   * @throws IllegalArgumentException if {@code most} is negative, or the period not positive
   */
  public ServerConfig restarts(int most, Duration period) {
    atLeast(0, "restarts", most);
    positive("period", period);
    return with(
        s -> {
          s.restarts = most;
          s.restartPeriod = period;
        });
  }
}
