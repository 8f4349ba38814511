package dev.procession.channel;

import dev.procession.internal.shm.Deadline;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;

/**
 * TLS over a {@link PlainLink}, which may be read by one thread and written by another one.
 *
 * <p>Reading may have to write: the answer to a change of keys. So what is on its way out has a
 * lock of its own.
 */
final class TlsLink implements Link {
  private static final ByteBuffer[] NOTHING = {ByteBuffer.allocate(0)};

  /** So many bytes of answers may wait for a peer that reads none: some thousand of them. */
  private static final int MOST_ANSWERS = 256 * 1024;

  private final PlainLink socket;
  private final SSLEngine engine;

  /** What has come and is not decrypted, ready to be read. Used by the reading thread alone. */
  private ByteBuffer encryptedIn;

  /**
   * What has been decrypted and nobody has taken, ready to be read. By the reading thread alone.
   */
  private ByteBuffer plainIn;

  private final ReentrantLock outLock = new ReentrantLock();

  /** What is encrypted and not written, ready to be read. Guarded by {@link #outLock}. */
  private ByteBuffer encryptedOut;

  private boolean ended;

  TlsLink(PlainLink socket, SSLEngine engine) {
    this.socket = socket;
    this.engine = engine;
    this.encryptedIn = empty(engine.getSession().getPacketBufferSize());
    this.plainIn = empty(engine.getSession().getApplicationBufferSize());
    this.encryptedOut = empty(engine.getSession().getPacketBufferSize());
  }

  private static ByteBuffer empty(int capacity) {
    return ByteBuffer.allocate(capacity).limit(0);
  }

  /** Agrees with the other side upon keys, and checks its certificate. */
  void handshake(Deadline deadline) throws IOException, InterruptedException {
    engine.beginHandshake();
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> runTasks();
        case NEED_WRAP -> {
          wrap(NOTHING);
          flush(deadline);
        }
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          // Also if there is always something to read, such as warnings without end.
          check(deadline.left() > 0);
          if (unwrap() == 0) {
            check(socket.awaitReadable(deadline));
          }
          if (ended) {
            throw new IOException("the other side is gone in the middle of the TLS handshake");
          }
        }
        case FINISHED, NOT_HANDSHAKING -> {
          flush(deadline);
          return;
        }
      }
    }
  }

  private static void check(boolean inTime) throws SocketTimeoutException {
    if (!inTime) {
      throw new SocketTimeoutException("the TLS handshake takes too long");
    }
  }

  private void flush(Deadline deadline) throws IOException, InterruptedException {
    while (!flush()) {
      check(socket.awaitWritable(deadline));
    }
  }

  private void runTasks() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    while (!plainIn.hasRemaining() && !ended) {
      if (unwrap() == 0) {
        return 0;
      }
    }
    if (!plainIn.hasRemaining()) {
      return into.hasRemaining() ? -1 : 0;
    }
    int count = Math.min(into.remaining(), plainIn.remaining());
    into.put(into.position(), plainIn, plainIn.position(), count);
    into.position(into.position() + count);
    plainIn.position(plainIn.position() + count);
    return count;
  }

  /** Decrypts what there is; returns 0 if there is too little to decrypt, for the moment. */
  private int unwrap() throws IOException {
    plainIn.clear();
    SSLEngineResult result;
    try {
      result = engine.unwrap(encryptedIn, plainIn);
    } finally {
      plainIn.flip();
    }
    Status status = result.getStatus();
    if (status == Status.BUFFER_OVERFLOW) {
      plainIn = empty(engine.getSession().getApplicationBufferSize());
      return 1;
    }
    if (status == Status.CLOSED) {
      ended = true;
      return 1;
    }
    if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
      runTasks();
    }
    if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      wrap(NOTHING);
      flush();
    }
    return status == Status.BUFFER_UNDERFLOW ? receive() : 1;
  }

  private int receive() throws IOException {
    int packet = engine.getSession().getPacketBufferSize();
    if (encryptedIn.capacity() < packet) {
      encryptedIn = ByteBuffer.allocate(packet).put(encryptedIn);
    } else {
      encryptedIn.compact();
    }
    int read;
    try {
      read = socket.read(encryptedIn);
    } finally {
      encryptedIn.flip();
    }
    if (read < 0) {
      // What has been cut off is no whole message, and is noticed as that.
      ended = true;
      return 1;
    }
    return read;
  }

  @Override
  public long write(ByteBuffer[] from) throws IOException {
    outLock.lock();
    try {
      long written = 0;
      while (flush() && hasRemaining(from)) {
        written += wrap(from);
      }
      return written;
    } finally {
      outLock.unlock();
    }
  }

  private static boolean hasRemaining(ByteBuffer[] buffers) {
    for (ByteBuffer buffer : buffers) {
      if (buffer.hasRemaining()) {
        return true;
      }
    }
    return false;
  }

  /** Encrypts a packet behind what is there; returns how many bytes went into it. */
  private int wrap(ByteBuffer[] from) throws IOException {
    outLock.lock();
    try {
      if (from == NOTHING && encryptedOut.remaining() > MOST_ANSWERS) {
        throw new IOException("the other side asks for new keys on and on and reads nothing");
      }
      int packet = engine.getSession().getPacketBufferSize();
      if (encryptedOut.capacity() - encryptedOut.remaining() < packet) {
        encryptedOut =
            ByteBuffer.allocate(encryptedOut.remaining() + packet).put(encryptedOut).flip();
      }
      encryptedOut.compact();
      try {
        SSLEngineResult result = engine.wrap(from, encryptedOut);
        if (result.getStatus() == Status.CLOSED && from != NOTHING) {
          throw new IOException("the TLS session is closed");
        }
        return result.bytesConsumed();
      } finally {
        encryptedOut.flip();
      }
    } finally {
      outLock.unlock();
    }
  }

  @Override
  public boolean flush() throws IOException {
    outLock.lock();
    try {
      if (encryptedOut.hasRemaining()) {
        socket.write(new ByteBuffer[] {encryptedOut});
      }
      return !encryptedOut.hasRemaining();
    } finally {
      outLock.unlock();
    }
  }

  @Override
  public boolean awaitReadable(Deadline deadline) throws IOException, InterruptedException {
    return socket.awaitReadable(deadline);
  }

  @Override
  public boolean awaitWritable(Deadline deadline) throws IOException, InterruptedException {
    return socket.awaitWritable(deadline);
  }

  @Override
  public void close() {
    // Whoever holds the lock is writing: then there is no telling the other side.
    if (outLock.tryLock()) {
      try {
        engine.closeOutbound();
        wrap(NOTHING);
        flush();
      } catch (IOException goneAnyway) {
        // The other side sees the end of the socket.
      } finally {
        outLock.unlock();
      }
    }
    socket.close();
  }
}
