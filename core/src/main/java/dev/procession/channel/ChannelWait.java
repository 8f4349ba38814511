package dev.procession.channel;

import dev.procession.internal.shm.Deadline;
import dev.procession.internal.shm.LockWord;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waits until a channel that does not block is ready for one kind of operation.
 *
 * <p>A platform thread sleeps in a selector of the channel's own, which it makes with its first
 * wait. A virtual thread would hold a platform thread there: it parks instead, and {@link
 * ReadinessDesk} unparks it. One thread waits at a time.
 */
final class ChannelWait {
  private final SelectableChannel channel;
  private final int operation;

  /** Guarded by this. */
  private @Nullable Selector selector;

  /** Guarded by this. */
  private boolean closed;

  ChannelWait(SelectableChannel channel, int operation) {
    this.channel = channel;
    this.operation = operation;
  }

  /**
   * Waits until the channel is ready or closed; may also return for no reason.
   *
   * @return false if the time is up
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  boolean await(Deadline deadline) throws IOException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    long left = deadline.left();
    if (left <= 0) {
      return false;
    }
    if (Thread.currentThread().isVirtual()) {
      ReadinessDesk.await(channel, operation, deadline);
    } else {
      select(left);
    }
    return true;
  }

  private void select(long nanos) throws IOException, InterruptedException {
    try {
      Selector own = selector();
      if (own == null) {
        return;
      }
      if (nanos == LockWord.FOREVER) {
        own.select();
      } else {
        own.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
      }
      own.selectedKeys().clear();
    } catch (ClosedSelectorException | ClosedChannelException closedMeanwhile) {
      // The next look at the channel tells.
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private synchronized @Nullable Selector selector() throws IOException {
    if (selector == null && !closed) {
      Selector opened = Selector.open();
      try {
        channel.register(opened, operation);
      } catch (IOException | RuntimeException e) {
        opened.close();
        throw e;
      }
      selector = opened;
    }
    return selector;
  }

  /** Ends the wait; called when the channel has been closed. */
  void close() {
    Selector last;
    synchronized (this) {
      closed = true;
      last = selector;
      selector = null;
    }
    try {
      if (last != null) {
        last.close();
      }
    } catch (IOException closedAnyway) {
      // The descriptor is released in any case.
    }
    ReadinessDesk.closed(channel);
  }
}
