package dev.procession.manager;

import dev.procession.channel.AuthenticationException;
import dev.procession.internal.wire.ForeignLoaders;
import dev.procession.internal.wire.ObjectCodec;
import dev.procession.internal.wire.WireInput;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * This process's way to a manager, with the leases that it has there. Used by any thread.
 *
 * <p>There is one connection at a time, made when it is needed. When it ends, the link does too,
 * unless the manager is one that is started anew: then the next call connects again, and takes all
 * leases again first.
 */
final class ManagerLink {
  /** How long calls wait for a manager that is being started anew. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final long PAUSE_NANOS = 10_000_000;
  private static final Cleaner CLEANER = Cleaner.create();

  /** The links that proxies use which have come from elsewhere. */
  private static final Map<UUID, ManagerLink> LINKS = new ConcurrentHashMap<>();

  /** Those of them that were opened with the key, by {@link #share}. */
  private static final Map<UUID, ManagerLink> SHARED = new ConcurrentHashMap<>();

  /** To which manager this thread is writing a call. */
  private static final ThreadLocal<@Nullable ManagerLink> WRITING = new ThreadLocal<>();

  /** From which manager this thread reads an answer. */
  private static final ThreadLocal<@Nullable ManagerLink> READING = new ThreadLocal<>();

  private final Dialer dialer;
  private final @Nullable AllowList allowed;
  private final ClassLoader loader;
  private final ReentrantLock lock = new ReentrantLock();

  /** The leases that are to be, by a number of this process. Guarded by the lock. */
  private final Map<Long, LinkedRef.Lease> leases = new HashMap<>();

  /** Guarded by the lock. */
  private long nextLease;

  /** How many {@link Manager}s use this that have not been closed. Guarded by the lock. */
  private int managers;

  /** Its id is known from the first connection on. Written with the lock held. */
  private volatile ManagerAddress address;

  /** Written with the lock held. */
  private volatile @Nullable ClientWire wire;

  /**
   * Why there is no connection any more; null while there may be one. Written with the lock held.
   */
  private volatile @Nullable RuntimeException fatal;

  /** What the manager said at its end; null if nothing. */
  private volatile @Nullable String goodbye;

  /** Tells how the manager's process ended, where that can be known. */
  private volatile BiFunction<String, Long, ManagerDiedException> obituary =
      (message, pid) -> new ManagerDiedException(message, pid, null, null);

  /** Whether nobody has used this any more, so that it has ended. Guarded by the lock. */
  private boolean abandoned;

  /** Makes a connection. */
  interface Dialer {
    /**
     * Makes one.
     *
     * @throws IOException if there is no manager, or it refuses
     */
    Opening dial() throws IOException, InterruptedException;
  }

  private ManagerLink(ManagerAddress address, Dialer dialer) {
    this.address = address;
    this.dialer = dialer;
    this.allowed = address.allowed();
    this.loader = ForeignLoaders.orLocal(Thread.currentThread().getContextClassLoader());
  }

  // ---- getting one ------------------------------------------------------------------------------

  /** The link for proxies of a manager that come from elsewhere. */
  private static ManagerLink to(ManagerAddress address) {
    ManagerLink reading = READING.get();
    if (reading != null && reading.address.equals(address)) {
      return reading;
    }
    return LINKS.computeIfAbsent(
        address.id(), id -> new ManagerLink(address, dialer(address, null, standardTls(address))));
  }

  static @Nullable SSLContext standardTls(ManagerAddress address) {
    try {
      return address.tls() ? SSLContext.getDefault() : null;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no standard TLS context", e);
    }
  }

  /**
   * Connects with the key.
   *
   * @param address its id need not be known
   * @throws IOException if there is no manager, or it refuses
   */
  static ManagerLink open(ManagerAddress address, byte[] key, @Nullable SSLContext tls)
      throws IOException {
    return open(address, dialer(address, key, tls));
  }

  private static Dialer dialer(
      ManagerAddress address, byte @Nullable [] key, @Nullable SSLContext tls) {
    return () -> Opening.connect(address, key, tls, TIMEOUT);
  }

  /** Connects in a way of its own. */
  static ManagerLink open(ManagerAddress address, Dialer dialer) throws IOException {
    var link = new ManagerLink(address, dialer);
    link.lock.lock();
    try {
      link.managers = 1;
      link.connect();
    } finally {
      link.lock.unlock();
    }
    LINKS.putIfAbsent(link.address.id(), link);
    return link;
  }

  /**
   * The link of all {@link Manager}s that have come from elsewhere and are the same. A task that
   * captures one brings another each time; there would be a connection for each that is not closed.
   *
   * @throws IOException if there is no manager, or it refuses
   */
  static ManagerLink share(ManagerAddress address, byte[] key) throws IOException {
    ManagerLink present = SHARED.get(address.id());
    if (present != null && present.isTaken()) {
      return present;
    }
    ManagerLink fresh = open(address, key, standardTls(address));
    SHARED.put(address.id(), fresh);
    return fresh;
  }

  /** One more manager uses this; false if it has ended. */
  private boolean isTaken() {
    lock.lock();
    try {
      if (hasEnded()) {
        return false;
      }
      managers++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  ManagerAddress address() {
    return address;
  }

  ClassLoader loader() {
    return loader;
  }

  /** With what is allowed to be made of it. */
  WireInput filtered(WireInput in) {
    return allowed == null ? in : in.filter(allowed);
  }

  /** Tells from now on how the manager's process ended. */
  void setObituary(BiFunction<String, Long, ManagerDiedException> obituary) {
    this.obituary = obituary;
  }

  // ---- calling ----------------------------------------------------------------------------------

  /** This thread writes a call to that manager; returns what {@link #endWriting} needs. */
  static @Nullable ManagerLink beginWriting(ManagerLink link) {
    ManagerLink before = WRITING.get();
    WRITING.set(link);
    return before;
  }

  static void endWriting(@Nullable ManagerLink before) {
    WRITING.set(before);
  }

  /** Reads an answer, with the proxies in it using this link. */
  @Nullable Object read(WireInput in) {
    ManagerLink before = READING.get();
    READING.set(this);
    try {
      return ObjectCodec.read(filtered(in), loader, "the result");
    } finally {
      READING.set(before);
    }
  }

  @Nullable Object call(long object, Operation operation, @Nullable Object[] arguments)
      throws Throwable {
    if (operation.interruptible() && Thread.interrupted()) {
      // Before anything happens elsewhere.
      throw new InterruptedException();
    }
    Batch batch = Batch.current(this);
    if (batch != null) {
      batch.flush();
    }
    while (true) {
      ClientWire wire = wire();
      ClientWire.Request request = wire.prepare(object, operation, arguments, null);
      try {
        wire.send(request.out());
      } catch (IOException ended) {
        // The call has failed, or does so now.
      }
      try {
        return wire.await(request.call(), operation.interruptible());
      } catch (UnsettledException e) {
        if (root().hasArrived(object, e.number())) {
          return e.value();
        }
        // It is as if nothing had been taken.
      } catch (ManagerDiedException e) {
        if (!operation.repeatable() || !address.durable() || !wire.hasEnded()) {
          throw e;
        }
      }
    }
  }

  CompletableFuture<@Nullable Object> callAsync(LaterCall call) {
    var future = new CompletableFuture<@Nullable Object>();
    ClientWire wire = wire();
    Batch batch = Batch.current(this);
    if (batch != null) {
      batch.add(wire, call, future);
      return future;
    }
    long object = call.ref().lease().object();
    ClientWire.Request request = wire.prepare(object, call.operation(), call.arguments(), future);
    wire.expectFuture(request.call().madeOf(call));
    try {
      wire.send(request.out());
    } catch (IOException ended) {
      // The call has failed.
    }
    return future;
  }

  RootCore root() {
    return (RootCore) Proxies.of(new LinkedRef(this, rootLease()));
  }

  private static LinkedRef.Lease rootLease() {
    return new LinkedRef.Lease(
        CallLayout.ROOT, Operations.of(RootCore.class), Access.ALL, new byte[0]);
  }

  // ---- leases -----------------------------------------------------------------------------------

  /** The object that a ticket leads to, with a lease of its own. */
  static LinkedRef follow(Ticket ticket) {
    while (true) {
      LinkedRef ref = to(ticket.manager()).ref(ticket);
      if (ref != null) {
        return ref;
      }
      // The last proxy that used the link went in this moment; there is another link now.
    }
  }

  /** The object that a ticket leads to; null if this link has been given up. */
  private @Nullable LinkedRef ref(Ticket ticket) {
    var lease =
        new LinkedRef.Lease(
            ticket.object(), Operations.of(ticket.type()), ticket.access(), ticket.token());
    var ref = new LinkedRef(this, lease);
    lock.lock();
    try {
      if (abandoned) {
        return null;
      }
      ClientWire wire = wireIfPossible();
      long number = nextLease++;
      leases.put(number, lease);
      if (wire != null) {
        attach(wire, lease, ticket.transfer());
      }
      CLEANER.register(ref, new End(this, number));
    } finally {
      lock.unlock();
    }
    return ref;
  }

  /** What is done when nobody has a proxy any more. */
  private record End(ManagerLink link, long number) implements Runnable {
    @Override
    public void run() {
      link.release(number);
    }
  }

  /** A connection, for a lease; if there is none, calls will tell why. */
  private @Nullable ClientWire wireIfPossible() {
    ClientWire present = wire;
    if (present != null || fatal != null) {
      return present == null || present.hasEnded() ? null : present;
    }
    try {
      return connect();
    } catch (IOException | RuntimeException unreachable) {
      return null;
    }
  }

  private static void attach(ClientWire wire, LinkedRef.Lease lease, long transfer) {
    wire.tell(
        CallLayout.ATTACH,
        out -> {
          out.writeLong(lease.object());
          out.writeByte(lease.access().ordinal());
          out.writeSized(lease.token());
          out.writeInt(lease.operations().fingerprint());
          out.writeLong(transfer);
        });
  }

  private void release(long number) {
    lock.lock();
    try {
      LinkedRef.Lease lease = leases.remove(number);
      ClientWire wire = this.wire;
      if (lease != null && wire != null) {
        wire.tell(CallLayout.RELEASE, out -> out.writeLong(lease.object()));
      }
      if (leases.isEmpty() && managers == 0) {
        abandoned = true;
        end(new IllegalStateException("nobody uses the " + address + " any more"));
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes a lease for a proxy that is about to leave this process; returns its number. None is
   * needed for one that goes to its own manager, which knows the object as long as the sender does.
   */
  long transfer(long object) {
    if (WRITING.get() == this) {
      return 0;
    }
    long number = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
    ClientWire wire = this.wire;
    if (wire != null) {
      wire.tell(
          CallLayout.TRANSFER,
          out -> {
            out.writeLong(object);
            out.writeLong(number);
          });
    }
    return number;
  }

  // ---- the connection ---------------------------------------------------------------------------

  /** Whether there is no connection any more. */
  boolean hasEnded() {
    ClientWire present = wire;
    return fatal != null || present != null && present.hasEnded() && !address.durable();
  }

  /** The connection, made if there is none. */
  ClientWire wire() {
    ClientWire present = wire;
    if (present != null && !present.hasEnded()) {
      return present;
    }
    lock.lock();
    try {
      return openWire();
    } finally {
      lock.unlock();
    }
  }

  private ClientWire openWire() {
    ClientWire present = wire;
    if (present != null && !present.hasEnded()) {
      return present;
    }
    if (fatal != null) {
      throw again(fatal);
    }
    boolean was = present != null;
    if (present != null && !address.durable()) {
      fatal = died("the manager is gone", present.opening().introduction().pid());
      LINKS.remove(address.id(), this);
      throw again(fatal);
    }
    long deadline = System.nanoTime() + (was ? PATIENCE.toNanos() : 0);
    while (true) {
      try {
        return connect();
      } catch (IOException e) {
        if (e instanceof AuthenticationException || System.nanoTime() - deadline >= 0) {
          throw new ManagerDiedException(
              "no manager can be reached there: address="
                  + address.socket()
                  + "; it may have ended, or listen elsewhere",
              0,
              null,
              e);
        }
        LockSupport.parkNanos(this, PAUSE_NANOS);
      }
    }
  }

  private static RuntimeException again(RuntimeException reason) {
    if (reason instanceof ManagerDiedException died) {
      return new ManagerDiedException(
          String.valueOf(died.getMessage()),
          died.pid(),
          died.exitCode().isPresent() ? died.exitCode().getAsInt() : null,
          died);
    }
    return new IllegalStateException(reason.getMessage(), reason);
  }

  /** Connects, and takes all leases. Called with the lock held. */
  private ClientWire connect() throws IOException {
    Opening opening = openInSpiteOfInterrupts();
    Opening.Introduction introduction = opening.introduction();
    ManagerAddress known = address;
    if (known.id().equals(ManagerAddress.UNKNOWN)) {
      address = known.introduced(introduction.id(), introduction.durable());
    } else if (!known.id().equals(introduction.id())) {
      opening.close();
      throw new ManagerRefusedException(
          "another manager listens there now: address=" + known.socket());
    }
    goodbye = null;
    var fresh = new ClientWire(this, opening);
    leases.values().forEach(lease -> attach(fresh, lease, 0));
    wire = fresh;
    return fresh;
  }

  private Opening openInSpiteOfInterrupts() throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return dialer.dial();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Why a connection has ended. */
  Throwable explain(ClientWire ended, @Nullable Throwable cause) {
    RuntimeException known = fatal;
    if (known != null) {
      return again(known);
    }
    String said = goodbye;
    ManagerDiedException died =
        died(said == null ? "the manager has died" : said, ended.opening().introduction().pid());
    if (cause != null) {
      died.addSuppressed(cause);
    }
    return died;
  }

  private ManagerDiedException died(String what, long pid) {
    return obituary.apply(what + ": address=" + address.socket() + ", pid=" + pid, pid);
  }

  /** The manager is about to end, and says why. */
  void farewell(String why) {
    goodbye = why;
  }

  /** Somebody has closed a {@link Manager} that uses this. */
  void close() {
    lock.lock();
    try {
      managers--;
      if (managers > 0) {
        return;
      }
      end(new IllegalStateException("closed in this process: the way to the " + address));
    } finally {
      lock.unlock();
    }
  }

  /** Called with the lock held. */
  private void end(RuntimeException reason) {
    if (fatal == null) {
      fatal = reason;
    }
    LINKS.remove(address.id(), this);
    SHARED.remove(address.id(), this);
    ClientWire present = wire;
    if (present != null) {
      present.lost(reason);
    }
  }
}
