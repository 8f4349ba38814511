package dev.procession.manager;

import dev.procession.Action;
import dev.procession.Context;
import dev.procession.Fn;
import dev.procession.Task;
import java.io.Serializable;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a manager, or of a connection to one: an immutable value with one method for
 * each, which returns a changed copy.
 *
 * <p>Python: the arguments of {@code BaseManager}, and {@code register}.
 */
public final class ManagerConfig {
  private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(1);

  private final @Nullable SocketAddress address;
  private final byte @Nullable [] key;
  private final @Nullable SSLContext tls;
  private final AllowList allowed;
  private final Map<Class<?>, Serializable> types;
  private final @Nullable Action initializer;
  private final @Nullable Path journal;
  private final @Nullable Context context;
  private final Duration shutdownTimeout;

  private ManagerConfig(
      @Nullable SocketAddress address,
      byte @Nullable [] key,
      @Nullable SSLContext tls,
      AllowList allowed,
      Map<Class<?>, Serializable> types,
      @Nullable Action initializer,
      @Nullable Path journal,
      @Nullable Context context,
      Duration shutdownTimeout) {
    this.address = address;
    this.key = key;
    this.tls = tls;
    this.allowed = allowed;
    this.types = types;
    this.initializer = initializer;
    this.journal = journal;
    this.context = context;
    this.shutdownTimeout = shutdownTimeout;
  }

  static ManagerConfig standard() {
    return new ManagerConfig(
        null, null, null, AllowList.standard(), Map.of(), null, null, null, SHUTDOWN_TIMEOUT);
  }

  /**
   * Where the manager listens. At first a Unix-domain socket in a folder that only this user may
   * enter.
   *
   * @param address a {@link InetSocketAddress}, of which port 0 is any that is free, or a {@link
   *     java.net.UnixDomainSocketAddress} of a file that does not exist
   * @return a copy with this setting
   * @throws NullPointerException if {@code address} is null
   */
  public ManagerConfig address(SocketAddress address) {
    return new ManagerConfig(
        Objects.requireNonNull(address, "address"),
        key,
        tls,
        allowed,
        types,
        initializer,
        journal,
        context,
        shutdownTimeout);
  }

  /**
   * What clients have to know. At first a random one.
   *
   * <p>Python: {@code authkey}.
   *
   * @param key any bytes, at least one; they are copied
   * @return a copy with this setting
   * @throws IllegalArgumentException if {@code key} is empty
   * @throws NullPointerException if {@code key} is null
   */
  public ManagerConfig key(byte[] key) {
    if (key.length == 0) {
      throw new IllegalArgumentException(
          "the key is empty: give some bytes that are hard to guess");
    }
    return new ManagerConfig(
        address, key.clone(), tls, allowed, types, initializer, journal, context, shutdownTimeout);
  }

  /**
   * Has TCP connections encrypted; the key is asked for inside. Not at first. For {@link
   * Manager#serve} and {@link Manager#connect}; a manager in a process of its own cannot be given a
   * certificate. Processes that get a proxy from another one, and have not connected themselves,
   * use {@link SSLContext#getDefault()}.
   *
   * @param context has the manager's certificate, or those that a client trusts
   * @return a copy with this setting
   * @throws NullPointerException if {@code context} is null
   */
  public ManagerConfig tls(SSLContext context) {
    return new ManagerConfig(
        address,
        key,
        Objects.requireNonNull(context, "context"),
        allowed,
        types,
        initializer,
        journal,
        this.context,
        shutdownTimeout);
  }

  /**
   * Allows classes to be made of what comes over TCP, beside the JDK's values and containers, and
   * proxies. Nothing else is at first. A function is allowed if the class is that it was written
   * in. What comes over a Unix-domain socket, from programs of the same user, is not limited.
   *
   * @param patterns each the name of a class, which stands for those nested in it too; of a package
   *     followed by {@code .*}; or of a package followed by {@code .**} for all below it too
   * @return a copy that allows these too
   * @throws IllegalArgumentException if a pattern is none
   * @throws NullPointerException if one is null
   */
  public ManagerConfig allow(String... patterns) {
    AllowList more = allowed;
    for (String pattern : patterns) {
      more = more.and(pattern);
    }
    return new ManagerConfig(
        address, key, tls, more, types, initializer, journal, context, shutdownTimeout);
  }

  /**
   * Allows a class; see {@link #allow(String...)}.
   *
   * @param type the class
   * @return a copy that allows it and those nested in it too
   */
  public ManagerConfig allow(Class<?> type) {
    return allow(type.getName());
  }

  /**
   * Has the manager make objects of a type of the program's own; see {@link Manager#register(Class,
   * Task)}.
   *
   * @param type an interface
   * @param factory makes an object; is run in the manager
   * @param <T> the interface
   * @return a copy with this type
   * @throws IllegalArgumentException if {@code type} is no interface that a proxy can have
   */
  public <T> ManagerConfig register(Class<T> type, Task<? extends T> factory) {
    return withType(type, Objects.requireNonNull(factory, "factory"));
  }

  /**
   * The same for objects that are made of arguments; see {@link Manager#registerWith}.
   *
   * @param type an interface
   * @param factory makes an object of the arguments; is run in the manager
   * @param <T> the interface
   * @return a copy with this type
   * @throws IllegalArgumentException if {@code type} is no interface that a proxy can have
   */
  public <T> ManagerConfig registerWith(
      Class<T> type, Fn<@Nullable Object[], ? extends T> factory) {
    return withType(type, Objects.requireNonNull(factory, "factory"));
  }

  private ManagerConfig withType(Class<?> type, Serializable factory) {
    Registrations.check(type);
    var more = new LinkedHashMap<>(types);
    more.put(type, factory);
    return new ManagerConfig(
        address, key, tls, allowed, more, initializer, journal, context, shutdownTimeout);
  }

  /**
   * Has something done in the manager's process before it serves. Nothing at first.
   *
   * <p>Python: {@code start(initializer)}.
   *
   * @param initializer what; if it throws, the manager is not opened
   * @return a copy with this setting
   * @throws NullPointerException if {@code initializer} is null
   */
  public ManagerConfig initializer(Action initializer) {
    return new ManagerConfig(
        address,
        key,
        tls,
        allowed,
        types,
        Objects.requireNonNull(initializer, "initializer"),
        journal,
        context,
        shutdownTimeout);
  }

  /**
   * Has the manager write down what becomes of maps, lists, sets, queues and counters, so that they
   * are there again when it has died and been started anew, by {@link Manager#open} itself or by
   * the next program. Other objects are lost then. Not at first.
   *
   * <p>A change that a call has returned from has been written: it survives the death of the
   * manager, though not that of the machine.
   *
   * @param file the file; made if it does not exist. Belongs to one manager at a time
   * @return a copy with this setting
   * @throws NullPointerException if {@code file} is null
   */
  public ManagerConfig journal(Path file) {
    return new ManagerConfig(
        address,
        key,
        tls,
        allowed,
        types,
        initializer,
        file.toAbsolutePath(),
        context,
        shutdownTimeout);
  }

  /**
   * How the manager's process is started. With the {@linkplain Context#standard() standard context}
   * at first.
   *
   * @param context the context
   * @return a copy with this setting
   * @throws NullPointerException if {@code context} is null
   */
  public ManagerConfig context(Context context) {
    return new ManagerConfig(
        address,
        key,
        tls,
        allowed,
        types,
        initializer,
        journal,
        Objects.requireNonNull(context, "context"),
        shutdownTimeout);
  }

  /**
   * How long {@link Manager#close()} waits for the manager's process to end by itself, and again
   * when it has been asked to by a signal, before it is killed. A second at first.
   *
   * <p>Python: {@code shutdown_timeout}.
   *
   * @param timeout how long; zero or negative for not at all
   * @return a copy with this setting
   * @throws NullPointerException if {@code timeout} is null
   */
  public ManagerConfig shutdownTimeout(Duration timeout) {
    return new ManagerConfig(
        address,
        key,
        tls,
        allowed,
        types,
        initializer,
        journal,
        context,
        Objects.requireNonNull(timeout, "timeout"));
  }

  // ---- what becomes of it -----------------------------------------------------------------------

  /** What a manager is to be that is made with these settings. */
  ServerPlan plan() {
    return new ServerPlan(
        UUID.randomUUID(),
        address,
        key == null ? Secrets.random() : key,
        types,
        address instanceof InetSocketAddress ? allowed : null,
        journal == null ? null : journal.toString(),
        initializer);
  }

  /** How to get at a manager with these settings. */
  ManagerAddress target() {
    SocketAddress socket = Objects.requireNonNull(address, "address");
    return new ManagerAddress(
        ManagerAddress.UNKNOWN,
        socket,
        Secrets.connectionKey(givenKey()),
        tls != null,
        false,
        socket instanceof InetSocketAddress ? allowed : null);
  }

  byte[] givenKey() {
    if (key == null) {
      throw new IllegalArgumentException("no key: give the one that the manager was given");
    }
    return key;
  }

  @Nullable SSLContext tls() {
    return tls;
  }

  Context contextOrStandard() {
    return context == null ? Context.standard() : context;
  }

  Duration shutdownTimeout() {
    return shutdownTimeout;
  }

  /** Refuses what has no meaning for a connection. */
  void checkForConnection() {
    if (initializer != null || journal != null || context != null || !types.isEmpty()) {
      throw new IllegalArgumentException(
          "only who opens a manager decides about its process, types and journal; to connect, give"
              + " key, tls and allow");
    }
  }
}
