package dev.procession.channel;

import dev.procession.internal.proc.Waits;
import dev.procession.internal.shm.Deadline;
import dev.procession.internal.shm.LockWord;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * Takes clients from a listening socket, has each prove itself, and keeps those who have until they
 * are asked for.
 *
 * <p>One virtual thread takes them, and each has one while it proves itself. A client costs its
 * socket, that thread and some kilobytes until then, and there is a limit to how many there are:
 * with one more, the one that came first is dropped, since who is honest needs milliseconds.
 */
final class Reception {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final ListeningSocket socket;
  private final ListenerConfig config;
  private final ChannelWait acceptable;
  private final RefusalLog log = new RefusalLog();
  private final ReentrantLock lock = new ReentrantLock();

  /** When somebody is ready, when one has been asked for, and when all is over. */
  private final Condition changed = lock.newCondition();

  /** Who is about to prove itself, in the order in which they came. Guarded by the lock. */
  private final LinkedHashSet<SocketChannel> halfOpen = new LinkedHashSet<>();

  /** Guarded by the lock. */
  private final Queue<Guest> ready = new ArrayDeque<>();

  /** Guarded by the lock. */
  private boolean closed;

  /** Somebody who has proved itself. */
  record Guest(Connection connection, SocketAddress address) {}

  Reception(ListeningSocket socket, ListenerConfig config) {
    this.socket = socket;
    this.config = config;
    this.acceptable = new ChannelWait(socket.channel(), SelectionKey.OP_ACCEPT);
  }

  void begin() {
    Thread.ofVirtual().name("procession-listener").start(this::receiveAll);
  }

  // ---- taking them ------------------------------------------------------------------------------

  private void receiveAll() {
    try {
      while (awaitRoom()) {
        try {
          SocketChannel client = take();
          if (client != null) {
            receive(client);
          }
        } catch (OutOfMemoryError e) {
          // There may be some again.
          LockSupport.parkNanos(this, PAUSE_NANOS);
        }
      }
    } catch (InterruptedException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Waits until there is room for one more who is ready; false when all is over. */
  private boolean awaitRoom() throws InterruptedException {
    lock.lock();
    try {
      while (!closed && ready.size() >= config.backlog()) {
        changed.await();
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** The next client; null if there is none after all. */
  private @Nullable SocketChannel take() throws InterruptedException {
    try {
      SocketChannel client = socket.channel().accept();
      if (client == null) {
        acceptable.await(Deadline.in(LockWord.FOREVER));
      }
      return client;
    } catch (ClosedChannelException over) {
      return null;
    } catch (IOException e) {
      // Too many descriptors, most likely. The client waits in the kernel.
      log.dropped(
          Connector.text(socket.address()), "unknown", "could not accept: " + e.getMessage());
      LockSupport.parkNanos(this, PAUSE_NANOS);
      return null;
    }
  }

  private void receive(SocketChannel client) {
    SocketChannel superfluous = null;
    lock.lock();
    try {
      if (closed) {
        superfluous = client;
      } else {
        if (halfOpen.size() >= config.halfOpen()) {
          superfluous = halfOpen.removeFirst();
        }
        halfOpen.add(client);
      }
    } finally {
      lock.unlock();
    }
    if (superfluous != null) {
      close(superfluous);
    }
    if (config.terms().key() == null && config.terms().tls() == null) {
      greet(client);
    } else {
      try {
        Thread.ofVirtual().name("procession-handshake").start(() -> greet(client));
      } catch (OutOfMemoryError e) {
        drop(client, null, "unknown", "out of memory");
      }
    }
  }

  private static void close(SocketChannel client) {
    try {
      client.close();
    } catch (IOException closedAnyway) {
      // The descriptor is released in any case.
    }
    // Its thread, which is a virtual one, notices.
    ReadinessDesk.closed(client);
  }

  // ---- having them prove themselves -------------------------------------------------------------

  private void greet(SocketChannel client) {
    String peer = "unknown";
    Link link = null;
    try {
      SocketAddress address = client.getRemoteAddress();
      peer = Connector.text(address);
      Terms terms = config.terms();
      Deadline deadline = Deadline.in(Waits.nanos(terms.timeout()));
      var plain = new PlainLink(client);
      link = plain;
      SSLEngine engine = terms.listenersEngine();
      if (engine != null) {
        var tls = new TlsLink(plain, engine);
        link = tls;
        tls.handshake(deadline);
      }
      byte[] key = terms.key();
      if (key != null) {
        new Handshake(link, key, terms.legacyDigest(), deadline).asListener();
      }
      welcome(client, new Guest(new SocketConnection(link, peer, terms.longest(), false), address));
    } catch (IOException | RuntimeException | InterruptedException e) {
      drop(client, link, peer, String.valueOf(e.getMessage()));
    } catch (OutOfMemoryError e) {
      drop(client, link, peer, "out of memory");
    }
  }

  private void welcome(SocketChannel client, Guest guest) {
    boolean inTime;
    lock.lock();
    try {
      // Who is not there any more has been closed.
      inTime = halfOpen.remove(client);
      if (inTime) {
        ready.add(guest);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
    if (!inTime) {
      guest.connection().close();
    }
  }

  private void drop(SocketChannel client, @Nullable Link link, String peer, String reason) {
    boolean tell;
    boolean evicted;
    lock.lock();
    try {
      evicted = !halfOpen.remove(client);
      tell = !closed;
    } finally {
      lock.unlock();
    }
    if (link == null) {
      close(client);
    } else {
      link.close();
    }
    if (tell) {
      String why = evicted ? "too many clients are about to prove themselves" : reason;
      log.dropped(Connector.text(socket.address()), peer, why);
    }
  }

  // ---- asking for them --------------------------------------------------------------------------

  /** The next one who is ready; null if the time is up. */
  @Nullable Guest next(Deadline deadline) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        if (closed) {
          throw new IllegalStateException(
              "closed in this process: listener on " + Connector.text(socket.address()));
        }
        Guest guest = ready.poll();
        if (guest != null) {
          changed.signalAll();
          return guest;
        }
        long left = deadline.left();
        if (left <= 0) {
          return null;
        }
        changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  boolean isOpen() {
    lock.lock();
    try {
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  void close() {
    List<SocketChannel> begun;
    List<Guest> waiting;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      begun = new ArrayList<>(halfOpen);
      halfOpen.clear();
      waiting = new ArrayList<>(ready);
      ready.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    socket.close();
    acceptable.close();
    ReadinessDesk.awaitRelease(socket.channel());
    begun.forEach(Reception::close);
    waiting.forEach(guest -> guest.connection().close());
  }
}
