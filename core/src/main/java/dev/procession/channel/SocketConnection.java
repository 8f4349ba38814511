package dev.procession.channel;

import dev.procession.NotSendableException;
import dev.procession.internal.proc.Waits;
import dev.procession.internal.ready.Awaitable;
import dev.procession.internal.ready.ReadyTypes;
import dev.procession.internal.shm.Deadline;
import dev.procession.internal.shm.LockWord;
import java.io.EOFException;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection over a socket.
 *
 * <p>Two locks, each held for a whole message: one of those who receive or wait for something to
 * receive, one of those who send. Every wait ends when the socket is ready, when the time is up,
 * with an interrupt, when this end is closed, or when the kernel says that the other side is gone.
 */
final class SocketConnection implements Connection {
  private static final long serialVersionUID = 1;

  static {
    ReadyTypes.register(new Waitable());
  }

  private static final Deadline FOREVER = Deadline.in(LockWord.FOREVER);

  private final transient Link link;
  private final transient String peer;
  private final transient long longest;
  private final transient ReentrantLock receiving = new ReentrantLock();
  private final transient ReentrantLock sending = new ReentrantLock();

  /** Guarded by {@link #receiving}. */
  private final transient IncomingMessages incoming;

  /** Whether nothing has been received yet by a client without a key. Guarded by the same. */
  private transient boolean mayBeAsked;

  /** Guarded by {@link #sending}. */
  private final transient OutgoingMessages outgoing;

  /** Set once by any thread. */
  private transient volatile boolean closed;

  /**
   * Makes one.
   *
   * @param peer for people: who is on the other side
   * @param longest how long a message may be that the other side sends
   * @param mayBeAsked whether the first message may be a challenge, since this side has no key
   */
  SocketConnection(Link link, String peer, long longest, boolean mayBeAsked) {
    this.link = link;
    this.peer = peer;
    this.longest = longest;
    this.mayBeAsked = mayBeAsked;
    this.incoming = new IncomingMessages(link, longest);
    this.outgoing = new OutgoingMessages(link);
  }

  // ---- sending ----------------------------------------------------------------------------------

  @Override
  public void send(@Nullable Object value) throws IOException, InterruptedException {
    checkOpen();
    Messages.send(this, value);
  }

  @Override
  public void sendBytes(MemorySegment bytes) throws IOException, InterruptedException {
    checkOpen();
    sending.lockInterruptibly();
    try {
      checkOpen();
      awaitWritten();
      outgoing.begin(bytes);
      try {
        awaitWritten();
      } catch (InterruptedException e) {
        if (!outgoing.isTouched()) {
          outgoing.forget();
          throw e;
        }
        outgoing.keep();
        Thread.ofVirtual().name("procession-rest").start(this::writeRest);
        Thread.currentThread().interrupt();
      } catch (RuntimeException unreadable) {
        // The caller's memory is another thread's, or was closed meanwhile.
        if (outgoing.isTouched()) {
          close();
        }
        outgoing.forget();
        throw unreadable;
      }
    } catch (IOException e) {
      throw explained(e);
    } finally {
      sending.unlock();
    }
  }

  private void awaitWritten() throws IOException, InterruptedException {
    while (!outgoing.write()) {
      link.awaitWritable(FOREVER);
      checkOpen();
    }
  }

  /** Writes what an interrupted thread has left behind, unless another one has done so already. */
  private void writeRest() {
    sending.lock();
    try {
      awaitWritten();
    } catch (IOException | IllegalStateException | InterruptedException toldTheNextSender) {
      // The connection is closed or broken; whoever sends next finds out too.
    } finally {
      sending.unlock();
    }
  }

  // ---- receiving --------------------------------------------------------------------------------

  @Override
  public @Nullable Object receive() throws IOException, InterruptedException {
    return Messages.decode(receiveBytes());
  }

  @Override
  public byte[] receiveBytes(int maxLength) throws IOException, InterruptedException {
    MemorySegment message = receive(Messages.checkedLimit(maxLength), null);
    return Messages.array(message);
  }

  @Override
  public MemorySegment receiveSegment() throws IOException, InterruptedException {
    return receive(Long.MAX_VALUE, null);
  }

  @Override
  public long receiveInto(MemorySegment memory) throws IOException, InterruptedException {
    Messages.checkWritable(memory);
    MemorySegment message = receive(Long.MAX_VALUE, memory);
    return Messages.deliver(message, memory);
  }

  /** The next message; in {@code room} itself if that is given and it fits. */
  private MemorySegment receive(long max, @Nullable MemorySegment room)
      throws IOException, InterruptedException {
    checkOpen();
    receiving.lockInterruptibly();
    try {
      checkOpen();
      while (!incoming.begin()) {
        awaitReadable();
      }
      long length = incoming.length();
      if (length > max) {
        incoming.skip();
        throw new MessageTooLongException(length, max);
      }
      if (room != null && length <= room.byteSize()) {
        incoming.into(room);
      }
      try {
        while (!incoming.fill()) {
          awaitReadable();
        }
        return unlessAsked(incoming.take());
      } finally {
        incoming.giveBack();
      }
    } catch (MessageTooLongException skipped) {
      throw skipped;
    } catch (IOException e) {
      throw explained(e);
    } finally {
      receiving.unlock();
    }
  }

  /** A client without a key would take the challenge of a listener that has one for a message. */
  private MemorySegment unlessAsked(MemorySegment message) throws AuthenticationException {
    if (mayBeAsked) {
      mayBeAsked = false;
      if (message.byteSize() <= Handshake.LONGEST
          && Handshake.isChallenge(message.toArray(ValueLayout.JAVA_BYTE))) {
        throw new AuthenticationException(
            "the listener asks for a key: peer=" + peer + "; connect with one", null);
      }
    }
    return message;
  }

  private void awaitReadable() throws IOException, InterruptedException {
    link.awaitReadable(FOREVER);
    checkOpen();
  }

  // ---- looking ----------------------------------------------------------------------------------

  @Override
  public boolean poll() throws IOException {
    checkOpen();
    // Whoever holds the lock receives, or waits to: what comes is for that thread.
    if (!receiving.tryLock()) {
      return false;
    }
    try {
      return isReady();
    } finally {
      receiving.unlock();
    }
  }

  @Override
  public boolean poll(Duration atMost) throws IOException, InterruptedException {
    Deadline deadline = Deadline.in(Waits.nanos(atMost));
    checkOpen();
    if (!receiving.tryLock(Math.max(0, deadline.left()), TimeUnit.NANOSECONDS)) {
      return false;
    }
    try {
      while (!isReady()) {
        if (!link.awaitReadable(deadline)) {
          return false;
        }
        checkOpen();
      }
      return true;
    } finally {
      receiving.unlock();
    }
  }

  private boolean isReady() throws IOException {
    checkOpen();
    try {
      return incoming.begin();
    } catch (IOException e) {
      IOException why = explained(e);
      if (why instanceof EOFException) {
        return true;
      }
      throw why;
    }
  }

  /** What to tell of a failure: that this end is closed, that the other side is gone, or itself. */
  private IOException explained(IOException e) {
    checkOpen();
    String text = String.valueOf(e.getMessage());
    if (e instanceof EOFException) {
      return new EOFException(text + ": peer=" + peer);
    }
    // The kernel's words when the other side was closed or killed with something unread.
    if (text.contains("Connection reset") || text.contains("Broken pipe")) {
      var gone = new EOFException("the other side is gone: peer=" + peer);
      gone.initCause(e);
      return gone;
    }
    return e;
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException(
          "closed in this process: connection to " + peer + "; close it after its last use");
    }
  }

  @Override
  public boolean isReadable() {
    checkOpen();
    return true;
  }

  @Override
  public boolean isWritable() {
    checkOpen();
    return true;
  }

  @Override
  public boolean isOpen() {
    return !closed;
  }

  @Override
  public void close() {
    closed = true;
    link.close();
  }

  @Override
  public String toString() {
    return "Connection[" + (closed ? "closed" : "to " + peer) + "]";
  }

  /** For waits for several things at once. Not a lambda: those are slow in a fresh JVM. */
  private static final class Waitable extends ReadyTypes.Type<SocketConnection> {
    Waitable() {
      super(SocketConnection.class);
    }

    @Override
    protected Awaitable of(SocketConnection connection) {
      return connection.awaitable();
    }
  }

  private Awaitable awaitable() {
    return new Awaitable() {
      @Override
      public boolean isReady() {
        try {
          return poll();
        } catch (IOException broken) {
          // Whoever receives is told at once.
          return true;
        }
      }

      @Override
      public void await(long nanos) throws InterruptedException {
        try {
          poll(Duration.ofNanos(nanos));
        } catch (IOException broken) {
          // A look tells.
        }
      }
    };
  }

  // ---- on its way -------------------------------------------------------------------------------

  /** What is sent: the socket itself, where the system can send one. */
  @SuppressWarnings("serial") // The codec sends a socket by its descriptor.
  private static final class Ticket implements Serializable {
    private static final long serialVersionUID = 1;

    private final SocketChannel socket;
    private final String peer;
    private final long longest;

    Ticket(SocketChannel socket, String peer, long longest) {
      this.socket = socket;
      this.peer = peer;
      this.longest = longest;
    }

    /**
     * Makes a connection of the socket.
     *
     * @return the connection
     * @throws InvalidObjectException if the socket is none any more
     */
    private Object readResolve() throws InvalidObjectException {
      try {
        return new SocketConnection(new PlainLink(socket), peer, longest, false);
      } catch (IOException e) {
        var invalid = new InvalidObjectException("the socket of a connection: " + e.getMessage());
        invalid.initCause(e);
        throw invalid;
      }
    }
  }

  /**
   * Sends a ticket.
   *
   * @return the socket
   */
  private Object writeReplace() {
    checkOpen();
    if (!(link instanceof PlainLink plain)) {
      throw new NotSendableException(
          "a connection with TLS cannot be sent to another process: peer="
              + peer
              + "; connect from there",
          null);
    }
    if (isWithinMessage()) {
      throw new NotSendableException(
          "a connection in the middle of a message cannot be sent to another process: peer="
              + peer
              + "; receive or send the message first",
          null);
    }
    return new Ticket(plain.socket(), peer, longest);
  }

  /** Whether a message has been received or sent in part, or another thread is about to. */
  private boolean isWithinMessage() {
    return isBusy(receiving, incoming::isWithinMessage)
        || isBusy(sending, () -> !outgoing.isIdle());
  }

  private static boolean isBusy(ReentrantLock lock, BooleanSupplier state) {
    if (!lock.tryLock()) {
      return true;
    }
    try {
      return state.getAsBoolean();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Refuses what is none of our tickets.
   *
   * @param in not read
   * @throws InvalidObjectException always
   */
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a connection is sent as a ticket");
  }
}
