package dev.procession.manager;

import dev.procession.channel.Connection;
import dev.procession.channel.Listener;
import dev.procession.channel.Pipe;
import dev.procession.internal.wire.ForeignLoaders;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A manager, in the process that it is: the objects, and the clients that use them. It is a client
 * itself of its objects, when they call each other.
 */
final class ManagerServer implements Client {
  /** For which manager this thread reads what a client has sent. */
  private static final ThreadLocal<@Nullable ManagerServer> READING = new ThreadLocal<>();

  /** To which client this thread writes an answer. */
  private static final ThreadLocal<@Nullable Session> WRITING = new ThreadLocal<>();

  private final ServerPlan plan;
  private final boolean tls;

  /** That of the journal if there is one. Written by the starter, before anybody else is there. */
  private UUID id;

  private final Registrations registrations;
  private final ObjectTable table;
  private final Transfers transfers;
  private final Listener listener;
  private final Served root;
  private final ClassLoader loader =
      ForeignLoaders.orLocal(Thread.currentThread().getContextClassLoader());
  private final ManagerLog log = new ManagerLog();

  /** Null if nothing is remembered. */
  private final @Nullable Journal journal;

  /** Whether objects are being made anew; written by the starter, and read by it. */
  private boolean restoring;

  private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CountDownLatch over = new CountDownLatch(1);

  private ManagerServer(ServerPlan plan, boolean tls, Listener listener) throws IOException {
    this.plan = plan;
    this.id = plan.id();
    this.tls = tls;
    this.listener = listener;
    this.registrations = new Registrations(plan.types());
    this.table = new ObjectTable(ThreadLocalRandom.current().nextLong(1L << 48), new Ends());
    this.transfers = new Transfers(table);
    this.root =
        new Served(CallLayout.ROOT, new RootServant(this), Operations.of(RootCore.class), false);
    this.journal = plan.journal() == null ? null : restore(Path.of(plan.journal()));
  }

  private UUID identify(@Nullable UUID ofJournal) {
    if (ofJournal != null) {
      id = ofJournal;
    }
    return id;
  }

  private Journal restore(Path file) throws IOException {
    var restored = new Restored(table, this::identify);
    restoring = true;
    ManagerServer before = beginReading(this);
    try {
      return Journal.open(file, loader, restored);
    } finally {
      endReading(before);
      restoring = false;
      restored.release();
    }
  }

  /**
   * Begins to serve.
   *
   * @throws IOException if nobody can listen there
   */
  static ManagerServer start(ServerPlan plan, @Nullable SSLContext tls) throws IOException {
    byte[] key = Secrets.connectionKey(plan.key());
    Listener listener =
        Listener.open(plan.socket(), c -> tls == null ? c.key(key) : c.key(key).tls(tls));
    ManagerServer server = null;
    try {
      server = new ManagerServer(plan, tls != null, listener);
    } finally {
      if (server == null) {
        listener.close();
      }
    }
    Thread.ofVirtual().name("procession-manager").start(server::acceptAll);
    return server;
  }

  // ---- clients ----------------------------------------------------------------------------------

  private void acceptAll() {
    try {
      while (true) {
        Connection socket = listener.accept();
        Thread.ofVirtual().name("procession-manager-client").start(() -> serve(socket));
      }
    } catch (IllegalStateException | InterruptedException over) {
      // The manager ends.
    }
  }

  private void serve(Connection socket) {
    Peer peer;
    try {
      peer = Peer.meet(socket, plan.host(id, listener.address()));
    } catch (IOException | IllegalStateException | InterruptedException e) {
      log.refused(socket.toString(), String.valueOf(e.getMessage()));
      socket.close();
      return;
    }
    var session = new Session(this, peer);
    if (peer.sharesMemory()) {
      begin(session);
      session.endWith(socket);
      return;
    }
    sessions.add(session);
    if (closed.get()) {
      session.close();
    }
    session.run();
  }

  /** A connection for this process itself. */
  Opening connectHere() {
    Pipe pipe = Pipe.open();
    Connection end = pipe.first();
    begin(new Session(this, new Peer(end, end, "this program", true, null)));
    return Opening.here(
        pipe.second(),
        new Opening.Introduction(id, new byte[0], plan.isDurable(), ProcessHandle.current().pid()));
  }

  /** What waits in shared memory looks for some moments first, which a virtual thread must not. */
  private void begin(Session session) {
    sessions.add(session);
    if (closed.get()) {
      session.close();
    }
    Thread.ofPlatform().daemon().name("procession-manager-client").start(session::run);
  }

  void gone(Session session) {
    sessions.remove(session);
  }

  /** Whether a client may call a method of the one object that everybody has. */
  void checkRight(Peer peer, Operation operation) {
    if (!peer.mayDoAnything() && !RootServant.isForAll(operation.name())) {
      log.refused(peer.describe(), "it has not shown the key: method=" + operation.name());
      throw new ManagerRefusedException(
          "only who has the key may do that: method="
              + operation.name()
              + "; connect with Manager.connect(address, key)");
    }
  }

  @Override
  public String describe() {
    return "the manager itself";
  }

  @Override
  public boolean hasEnded() {
    return false;
  }

  // ---- proxies that come and go -----------------------------------------------------------------

  /** This thread reads what a client of that manager has sent; returns what is for the end. */
  static @Nullable ManagerServer beginReading(ManagerServer server) {
    ManagerServer before = READING.get();
    READING.set(server);
    return before;
  }

  static void endReading(@Nullable ManagerServer before) {
    READING.set(before);
  }

  /** The manager whose client this thread reads from; null if it does not. */
  static @Nullable ManagerServer reading() {
    return READING.get();
  }

  /** This thread writes an answer for that client; returns what is for the end. */
  static @Nullable Session beginWriting(Session session) {
    Session before = WRITING.get();
    WRITING.set(session);
    return before;
  }

  static void endWriting(@Nullable Session before) {
    WRITING.set(before);
  }

  /** Whether clients may come from other machines. */
  boolean servesNetwork() {
    return listener.address() instanceof InetSocketAddress;
  }

  boolean is(ManagerAddress manager) {
    return manager.id().equals(id);
  }

  /**
   * The object of a ticket that has come home.
   *
   * @throws InvalidObjectException if its token does not fit, or the object is not there any more
   */
  ObjectRef redeem(Ticket ticket) throws InvalidObjectException {
    Served object = table.find(ticket.object());
    if (object == null) {
      throw new InvalidObjectException("the object is not there any more: " + ticket);
    }
    // What this manager has written down itself may be from the time of another key.
    if (!restoring && !Secrets.same(ticket.token(), token(ticket.object(), ticket.access()))) {
      throw new InvalidObjectException("the token does not fit: " + ticket);
    }
    table.contain(object);
    transfers.arrived(ticket.transfer());
    return new ServedRef(this, object, ticket.access());
  }

  /** What leads to an object from elsewhere. */
  Ticket ticket(Served object, Access access) {
    long transfer = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
    Session receiver = WRITING.get();
    transfers.begin(
        transfer, object, receiver, receiver == null ? Transfers.AFTER_SENDER : Duration.ZERO);
    return new Ticket(
        address(),
        object.id(),
        object.operations().type(),
        access,
        token(object.id(), access),
        transfer);
  }

  byte[] token(long object, Access access) {
    return Secrets.token(plan.key(), object, access);
  }

  /** What a method returns, as it is given to a client. */
  @Nullable Object result(@Nullable Object value, Operation operation) {
    Class<?> type = operation.method().getReturnType();
    boolean proxied =
        value != null
            && type.isInterface()
            && (registrations.isProxied(type) || BuiltIns.isProxied(type))
            && Proxies.refOf(value) == null;
    if (!proxied || value == null) {
      return value;
    }
    return proxy(table.offspring(value, Operations.of(type), BuiltIns.isProxied(type)));
  }

  /** A new object of a type of ours. */
  Served make(BuiltIn type, @Nullable Object[] arguments) {
    Object servant = type.make(arguments);
    Served object = table.add(servant, Operations.of(type.core()), type.answersAtOnce());
    if (journal != null && servant instanceof Durable durable) {
      journal.made(object.id(), type.name(), arguments, durable);
    }
    return object;
  }

  Object proxy(Served object) {
    return Proxies.of(new ServedRef(this, object, Access.ALL));
  }

  // ---- what its parts need ----------------------------------------------------------------------

  ManagerAddress address() {
    return plan.address(id, listener.address(), tls);
  }

  /** How to get at it from this process. */
  ManagerAddress nearAddress() {
    SocketAddress socket = listener.address();
    if (socket instanceof InetSocketAddress inet && inet.getAddress().isAnyLocalAddress()) {
      socket = new InetSocketAddress(InetAddress.getLoopbackAddress(), inet.getPort());
    }
    return plan.address(id, socket, tls);
  }

  SocketAddress socket() {
    return listener.address();
  }

  Registrations registrations() {
    return registrations;
  }

  ObjectTable table() {
    return table;
  }

  Transfers transfers() {
    return transfers;
  }

  Served root() {
    return root;
  }

  ClassLoader loader() {
    return loader;
  }

  ManagerLog log() {
    return log;
  }

  private static boolean isOurs(Served object) {
    return BuiltIns.isCore(object.operations().type());
  }

  /** Closes what nobody uses any more, if it is something of ours that has to be. */
  private final class Ends implements ObjectTable.ObjectListener {
    @Override
    public void gone(long id, @Nullable Served object) {
      Journal kept = journal;
      if (kept != null) {
        kept.gone(id);
      }
      if (object != null && isOurs(object) && object.servant() instanceof AutoCloseable thing) {
        Thread.ofVirtual().name("procession-manager-close").start(() -> close(thing));
      }
    }

    @Override
    public void named(Served object) {
      Journal kept = journal;
      if (kept != null) {
        kept.named(object.id(), object.name() == null ? "" : object.name());
      }
    }

    private void close(AutoCloseable thing) {
      try {
        thing.close();
      } catch (Exception e) {
        log.notClosed(thing, e);
      }
    }
  }

  // ---- the end ----------------------------------------------------------------------------------

  /**
   * Ends the manager: tells all clients why, and waits for nobody. Does nothing the second time.
   */
  void close(String why) {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    listener.close();
    closeJournal();
    for (Session session : List.copyOf(sessions)) {
      session.farewell(why);
      session.close();
    }
    for (Served object : table.all()) {
      if (isOurs(object) && object.servant() instanceof AutoCloseable thing) {
        new Ends().close(thing);
      }
    }
    over.countDown();
  }

  /** What clients give back from now on, because the manager ends, is not written down. */
  private void closeJournal() {
    Journal kept = journal;
    if (kept != null) {
      try {
        kept.close();
      } catch (IOException e) {
        log.notClosed(kept, e);
      }
    }
  }

  boolean isClosed() {
    return closed.get();
  }

  boolean awaitEnd(Duration atMost) throws InterruptedException {
    return over.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  void awaitEnd() throws InterruptedException {
    over.await();
  }

  @Override
  public String toString() {
    return "manager at " + listener.address();
  }
}
