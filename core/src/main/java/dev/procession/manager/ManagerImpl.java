package dev.procession.manager;

import dev.procession.Fn;
import dev.procession.ProcessionException;
import dev.procession.Task;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamException;
import java.io.Serializable;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What a program holds of a manager: a link with the key, and the manager itself if it is its own.
 */
final class ManagerImpl extends Factories implements Manager {
  private static final long serialVersionUID = 1;

  private final transient ManagerLink link;
  private final transient byte[] key;
  private final transient ManagerHost host;
  private final transient AtomicBoolean closed = new AtomicBoolean();

  private ManagerImpl(ManagerLink link, byte[] key, ManagerHost host) {
    this.link = link;
    this.key = key;
    this.host = host;
  }

  // ---- getting one ------------------------------------------------------------------------------

  static Manager open(ManagerConfig config) {
    if (config.tls() != null) {
      throw new IllegalArgumentException(
          "a certificate cannot be given to another process: have this one be the manager, with"
              + " Manager.serve");
    }
    OwnProcess process = OwnProcess.open(config);
    ServerPlan plan = process.plan();
    boolean done = false;
    try {
      var link =
          ManagerLink.open(
              plan.address(ManagerAddress.UNKNOWN, process.address(), false), plan.key(), null);
      link.setObituary(process::obituary);
      done = true;
      return new ManagerImpl(link, plan.key(), process);
    } catch (IOException e) {
      throw new ProcessionException(
          "the manager was started but cannot be reached: address=" + process.address(), e);
    } finally {
      if (!done) {
        process.close();
      }
    }
  }

  static Manager serve(ManagerConfig config) throws IOException {
    ServerPlan plan = config.plan();
    ManagerServer server = ManagerServer.start(plan, config.tls());
    boolean done = false;
    try {
      ManagerLink link = ManagerLink.open(server.nearAddress(), server::connectHere);
      done = true;
      return new ManagerImpl(link, plan.key(), new OwnServer(server));
    } finally {
      if (!done) {
        server.close("the manager could not be opened");
      }
    }
  }

  static Manager connect(ManagerConfig config) throws IOException {
    config.checkForConnection();
    ManagerLink link = ManagerLink.open(config.target(), config.givenKey(), config.tls());
    return new ManagerImpl(link, config.givenKey(), new Elsewhere(link));
  }

  /** The link, if this has not been closed. */
  private ManagerLink open() {
    if (closed.get()) {
      throw new IllegalStateException("closed in this process: " + this);
    }
    return link;
  }

  // ---- objects ----------------------------------------------------------------------------------

  @Override
  Object make(String type, @Nullable Object... arguments) {
    return open().root().make(null, type, arguments);
  }

  @Override
  public ManagedObjects named(String name) {
    return new NamedObjects(open(), name);
  }

  @Override
  public boolean remove(String name) {
    return open().root().remove(Objects.requireNonNull(name, "name"));
  }

  @Override
  public List<String> names() {
    return new ArrayList<>(open().root().names());
  }

  @Override
  public <T> void register(Class<T> type, Task<? extends T> factory) {
    Registrations.check(type);
    open().root().register(type, Objects.requireNonNull(factory, "factory"));
  }

  @Override
  public <T> void registerWith(Class<T> type, Fn<@Nullable Object[], ? extends T> factory) {
    Registrations.check(type);
    open().root().register(type, Objects.requireNonNull(factory, "factory"));
  }

  @Override
  public void batch(Runnable calls) {
    Batch.run(open(), Objects.requireNonNull(calls, "calls"));
  }

  @SuppressWarnings("unchecked")
  static <T> T readOnly(T proxy) {
    return (T) Proxies.of(Proxies.required(proxy).readOnly());
  }

  static @Nullable Object copyOf(Object proxy) {
    ObjectRef ref = Proxies.required(proxy);
    return switch (proxy) {
      case ManagedMap<?, ?> map -> map.copy();
      case ManagedList<?> list -> list.copy();
      case ManagedSet<?> set -> set.copy();
      case ManagedDeque<?> deque -> deque.copy();
      case ManagedQueue<?> queue -> new ArrayList<>(queue);
      case ManagedValue<?> value -> value.get();
      case ManagedCounter counter -> counter.get();
      case ManagedArray<?> array -> array.toList();
      default -> ref instanceof LinkedRef linked ? linked.link().root().copy(proxy) : proxy;
    };
  }

  // ---- the manager itself -----------------------------------------------------------------------

  @Override
  public SocketAddress address() {
    return link.address().socket();
  }

  @Override
  public byte[] key() {
    return key.clone();
  }

  @Override
  public long pid() {
    return host.pid();
  }

  @Override
  public int objects() {
    return (int) open().root().counts()[0];
  }

  @Override
  public int leases() {
    return (int) open().root().counts()[1];
  }

  @Override
  public boolean join(Duration atMost) throws InterruptedException {
    return host.join(atMost);
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    if (host instanceof OwnProcess process) {
      process.beginClosing();
      try {
        link.root().shutdown();
      } catch (ManagerDiedException | IllegalStateException already) {
        // That is what was to be.
      }
    }
    link.close();
    host.close();
  }

  @Override
  public String toString() {
    return "Manager[" + address() + (closed.get() ? ", closed" : "") + "]";
  }

  // ---- on its way -------------------------------------------------------------------------------

  /** What is sent. */
  private static final class ManagerTicket implements Serializable {
    private static final long serialVersionUID = 1;

    private final ManagerAddress address;
    private final byte[] key;

    ManagerTicket(ManagerAddress address, byte[] key) {
      this.address = address;
      this.key = key;
    }

    /**
     * Connects.
     *
     * @return the manager
     * @throws ObjectStreamException if there is none any more
     */
    private Object readResolve() throws ObjectStreamException {
      try {
        ManagerLink link = ManagerLink.share(address, key);
        return new ManagerImpl(link, key, new Elsewhere(link));
      } catch (IOException e) {
        var failure = new InvalidObjectException("the manager cannot be reached: " + address);
        failure.initCause(e);
        throw failure;
      }
    }
  }

  /**
   * Sends a ticket.
   *
   * @return where to find the manager
   */
  private Object writeReplace() {
    return new ManagerTicket(link.address(), key);
  }

  /**
   * Refuses what is none of our tickets.
   *
   * @param stream not read
   * @throws InvalidObjectException always
   */
  private void readObject(ObjectInputStream stream) throws InvalidObjectException {
    throw new InvalidObjectException("a manager is sent as a ticket");
  }
}
