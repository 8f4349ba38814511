package dev.procession.internal.proc;

import dev.procession.internal.shm.ScratchFiles;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where children report to the process that started them.
 *
 * <p>A Unix-domain socket in a folder that only this user may enter. It exists only while some
 * child has been started and has not reported yet; in between there is no file, no thread and no
 * descriptor. A child that finds nobody listening removes the folder and ends, since its parent
 * must be gone.
 *
 * <p>All state is guarded by the instance; threads that read greetings hold it only to hand over.
 */
final class Rendezvous {
  private static final Rendezvous INSTANCE = new Rendezvous();

  private static final int BACKLOG = 4096;

  /** Descriptors may be scarce for a moment; for longer than this together, they are too few. */
  private static final int MOST_ATTEMPTS = 200;

  private static final long PAUSE_NANOS = 10_000_000;

  private final SecureRandom random = new SecureRandom();

  /** Children that have not reported yet, by the number they were given. */
  private final Map<Long, Ticket> expected = new HashMap<>();

  /** Callers whose greeting is not complete; closed with the listener so that none lingers. */
  private final Set<SocketChannel> strangers = new HashSet<>();

  private @Nullable ServerSocketChannel listener;
  private @Nullable Path socket;
  private boolean abandoned;

  private Rendezvous() {}

  static Rendezvous instance() {
    return INSTANCE;
  }

  /** One child that is expected. Guarded by the rendezvous, but for the future. */
  static final class Ticket {
    private final long launch;
    private final Path socket;
    private final CompletableFuture<ChildSockets> sockets = new CompletableFuture<>();
    private @Nullable SocketChannel control;
    private @Nullable SocketChannel data;

    /** Null if the child is to report; else it has, and is to connect once more. */
    private final @Nullable CompletableFuture<SocketChannel> classes;

    private Ticket(long launch, Path socket, @Nullable CompletableFuture<SocketChannel> classes) {
      this.launch = launch;
      this.socket = socket;
      this.classes = classes;
    }

    long launch() {
      return launch;
    }

    Path socket() {
      return socket;
    }

    private void fail(IOException why) {
      sockets.completeExceptionally(why);
      if (classes != null) {
        classes.completeExceptionally(why);
      }
    }

    /** Completes when the child has reported; fails if it cannot be let in. */
    CompletableFuture<ChildSockets> sockets() {
      return sockets;
    }
  }

  /** Expects one more child; end it with {@link #forget} if the child will not come. */
  Ticket expect() throws IOException {
    return expect(null);
  }

  /** Expects a child to connect once more, for classes, and completes the future when it has. */
  Ticket expectClasses(CompletableFuture<SocketChannel> classes) throws IOException {
    return expect(classes);
  }

  private synchronized Ticket expect(@Nullable CompletableFuture<SocketChannel> classes)
      throws IOException {
    if (abandoned) {
      throw new IOException("this process is about to end, as its parent has");
    }
    if (listener == null) {
      listen();
    }
    long launch = random.nextLong();
    var ticket = new Ticket(launch, socket(), classes);
    expected.put(launch, ticket);
    return ticket;
  }

  /** Expects this child no longer. Harmless if it has reported. */
  synchronized void forget(Ticket ticket) {
    if (expected.remove(ticket.launch) != null) {
      closeQuietly(ticket.control);
      closeQuietly(ticket.data);
      closeIfIdle();
    }
  }

  /** The process ends at once: nobody is expected any more, and nobody may be. */
  synchronized void abandon() {
    abandoned = true;
    List.copyOf(expected.values()).forEach(this::forget);
  }

  private Path socket() {
    Path open = socket;
    if (open == null) {
      throw new IllegalStateException("not listening");
    }
    return open;
  }

  /** Called with the lock held. */
  private void listen() throws IOException {
    ServerSocketChannel opened = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    Path path;
    try {
      path = ScratchFiles.newPrivateFolder("start").resolve("s");
      bind(opened, path);
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
    listener = opened;
    socket = path;
    Thread.ofPlatform().daemon().name("procession-rendezvous").start(() -> acceptAll(opened));
  }

  private static void bind(ServerSocketChannel opened, Path path) throws IOException {
    try {
      opened.bind(UnixDomainSocketAddress.of(path), BACKLOG);
    } catch (IOException e) {
      delete(path);
      throw e;
    }
  }

  /** Deletes the socket and its folder by their names: to list a folder takes a descriptor. */
  private static void delete(Path socket) {
    ScratchFiles.delete(socket);
    ScratchFiles.deleteEmpty(Objects.requireNonNull(socket.getParent()));
  }

  private void acceptAll(ServerSocketChannel from) {
    while (true) {
      SocketChannel caller = accept(from);
      if (caller == null) {
        return;
      }
      synchronized (this) {
        if (listener != from) {
          closeQuietly(caller);
          return;
        }
        strangers.add(caller);
      }
      try {
        Thread.ofPlatform().daemon().name("procession-greeting").start(() -> greet(caller));
      } catch (OutOfMemoryError noThread) {
        // The child takes this for the end of its parent; its own end is then reported.
        turnAway(caller);
      }
    }
  }

  /** The next caller; null when nobody is expected any more, or nobody can be let in. */
  private @Nullable SocketChannel accept(ServerSocketChannel from) {
    IOException why = null;
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      try {
        return from.accept();
      } catch (ClosedChannelException nobodyIsExpected) {
        return null;
      } catch (IOException noDescriptor) {
        why = noDescriptor;
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
    List<Ticket> lost;
    synchronized (this) {
      lost = listener == from ? List.copyOf(expected.values()) : List.of();
      lost.forEach(this::forget);
    }
    for (Ticket ticket : lost) {
      ticket.fail(Objects.requireNonNull(why));
    }
    return null;
  }

  private synchronized void turnAway(SocketChannel caller) {
    strangers.remove(caller);
    closeQuietly(caller);
  }

  private void greet(SocketChannel caller) {
    Hello hello;
    try {
      hello = Hello.receive(caller);
    } catch (IOException notAChild) {
      hello = null;
    }
    Ticket ready = null;
    synchronized (this) {
      strangers.remove(caller);
      Ticket ticket = hello == null ? null : expected.get(hello.launch());
      if (hello == null || ticket == null || !place(ticket, hello.role(), caller)) {
        closeQuietly(caller);
      } else if (ticket.classes != null || (ticket.control != null && ticket.data != null)) {
        expected.remove(ticket.launch);
        ready = ticket;
        closeIfIdle();
      }
    }
    if (ready != null && ready.classes != null) {
      ready.classes.complete(caller);
    } else if (ready != null && ready.control != null && ready.data != null) {
      ready.sockets.complete(new ChildSockets(ready.control, ready.data));
    }
  }

  /** Called with the lock held; says whether the socket was wanted. */
  private static boolean place(Ticket ticket, int role, SocketChannel caller) {
    if (ticket.classes != null || role == Hello.CLASSES) {
      return ticket.classes != null && role == Hello.CLASSES;
    }
    if (role == Hello.CONTROL && ticket.control == null) {
      ticket.control = caller;
      return true;
    }
    if (role == Hello.DATA && ticket.data == null) {
      ticket.data = caller;
      return true;
    }
    return false;
  }

  /** Called with the lock held. */
  private void closeIfIdle() {
    if (!expected.isEmpty() || listener == null) {
      return;
    }
    closeQuietly(listener);
    strangers.forEach(Rendezvous::closeQuietly);
    strangers.clear();
    delete(socket());
    listener = null;
    socket = null;
  }

  private static void closeQuietly(@Nullable AutoCloseable resource) {
    try {
      if (resource != null) {
        resource.close();
      }
    } catch (Exception nothingMoreToDo) {
      // The descriptor is released in any case.
    }
  }
}
