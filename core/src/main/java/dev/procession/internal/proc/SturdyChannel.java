package dev.procession.internal.proc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A blocking view of a socket that outlives interrupts.
 *
 * <p>An interrupt of a thread that reads or writes a blocking channel closes that channel, for
 * good. Here the socket does not block, and a thread waits in a selector, which an interrupt only
 * wakes. So a stray interrupt, sent by user code to the thread of a task that has just ended, does
 * no harm. Reading and writing are each used by one thread at a time, and may overlap.
 */
public final class SturdyChannel implements ReadableByteChannel, GatheringByteChannel {
  private static final long RETIRED_PAUSE_NANOS = 20_000_000;

  private final SocketChannel socket;
  private final Selector readable;

  /** Made when it is needed: nearly always there is room. Used by the writing thread alone. */
  private @Nullable Selector writable;

  /** Whether an interrupt has hit the writing thread while it waited. Used by that thread alone. */
  private boolean interrupted;

  /** Set once by a shutdown hook, read by the reading thread. */
  private volatile boolean retired;

  /** Opened by the reading thread when it has retired. */
  private final CountDownLatch gone = new CountDownLatch(1);

  SturdyChannel(SocketChannel socket) throws IOException {
    this.socket = socket;
    socket.configureBlocking(false);
    readable = Selector.open();
    socket.register(readable, SelectionKey.OP_READ);
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    int read = socket.read(into);
    while (read == 0 && into.hasRemaining()) {
      if (retired) {
        gone.countDown();
        LockSupport.parkNanos(this, RETIRED_PAUSE_NANOS);
        // Otherwise the next pause would end at once.
        Thread.interrupted();
      } else {
        await(readable);
      }
      read = socket.read(into);
    }
    return read;
  }

  /**
   * Makes the thread that waits for something to read look for it from time to time instead, and
   * waits until it does, or the time is up. It still sees the end, so that a process whose shutdown
   * hooks hang does not outlive its parent. A JVM that ends looks every 10 milliseconds, for 300,
   * whether all threads have come back from system calls; threads in Java code do not concern it.
   *
   * @return whether that thread has found the socket still open since then
   */
  boolean retire(Duration atMost) throws InterruptedException {
    retired = true;
    readable.wakeup();
    return gone.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    int written = socket.write(from);
    while (written == 0 && from.hasRemaining()) {
      interrupted |= await(writable());
      written = socket.write(from);
    }
    return written;
  }

  @Override
  public long write(ByteBuffer[] from) throws IOException {
    return write(from, 0, from.length);
  }

  @Override
  public long write(ByteBuffer[] from, int offset, int length) throws IOException {
    long written = socket.write(from, offset, length);
    while (written == 0) {
      interrupted |= await(writable());
      written = socket.write(from, offset, length);
    }
    return written;
  }

  private Selector writable() throws IOException {
    Selector selector = writable;
    if (selector == null) {
      selector = Selector.open();
      socket.register(selector, SelectionKey.OP_WRITE);
      writable = selector;
    }
    return selector;
  }

  /** Says whether the thread has been interrupted. */
  private static boolean await(Selector selector) throws IOException {
    selector.select();
    selector.selectedKeys().clear();
    // Otherwise the next wait would end at once.
    return Thread.interrupted();
  }

  /** Gives the writing thread the interrupt back that a wait has swallowed, if any. */
  void restoreInterrupt() {
    if (interrupted) {
      interrupted = false;
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isOpen() {
    return socket.isOpen();
  }

  @Override
  public void close() throws IOException {
    socket.close();
    readable.close();
    if (writable != null) {
      writable.close();
    }
  }
}
