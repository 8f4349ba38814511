package dev.procession.channel;

import dev.procession.internal.shm.Deadline;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One platform thread that sleeps in a selector for all virtual threads which wait for channels. It
 * exists while somebody waits, and a moment longer.
 */
final class ReadinessDesk implements Runnable {
  private static final long IDLE_MILLIS = 50;

  private static final long LONGEST_RELEASE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long RELEASE_STEP_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

  /** Guarded by the class. */
  private static @Nullable ReadinessDesk current;

  private final Selector selector;

  /** What is to be done by the desk's thread. Guarded by the class. */
  private final Queue<Runnable> orders = new ArrayDeque<>();

  /** What is to be done next. Used by the desk's thread alone. */
  private final Queue<Runnable> due = new ArrayDeque<>();

  /** Who waits for which channel. Used by the desk's thread alone. */
  private final Map<SelectableChannel, List<Wait>> waits = new IdentityHashMap<>();

  /** A thread that waits. */
  private static final class Wait {
    final Thread thread = Thread.currentThread();
    final int operation;

    /** Set by the desk's thread, read by the one that waits. */
    volatile boolean over;

    Wait(int operation) {
      this.operation = operation;
    }

    void end() {
      over = true;
      LockSupport.unpark(thread);
    }
  }

  private ReadinessDesk(Selector selector) {
    this.selector = selector;
  }

  /** Waits until the channel is ready or closed, or the time is up. */
  static void await(SelectableChannel channel, int operation, Deadline deadline)
      throws IOException, InterruptedException {
    var wait = new Wait(operation);
    ReadinessDesk desk = order(d -> d.add(channel, wait));
    while (!wait.over) {
      long left = deadline.left();
      boolean interrupted = Thread.interrupted();
      if (left <= 0 || interrupted) {
        desk.give(() -> desk.remove(channel, wait));
        if (interrupted) {
          throw new InterruptedException();
        }
        return;
      }
      LockSupport.parkNanos(desk, left);
    }
  }

  /** Ends all waits for a channel that has been closed. */
  static void closed(SelectableChannel channel) {
    ReadinessDesk desk;
    synchronized (ReadinessDesk.class) {
      desk = current;
    }
    if (desk != null) {
      desk.give(() -> desk.end(channel));
    }
  }

  /**
   * Waits, for a moment at most, until a channel that has been closed is really so. Until a
   * selector has let go of it a socket listens on, and nobody else can listen in its place.
   */
  static void awaitRelease(SelectableChannel channel) {
    long begin = System.nanoTime();
    while (channel.isRegistered() && System.nanoTime() - begin < LONGEST_RELEASE_NANOS) {
      LockSupport.parkNanos(channel, RELEASE_STEP_NANOS);
    }
    ReadinessDesk desk;
    synchronized (ReadinessDesk.class) {
      desk = current;
    }
    if (desk != null) {
      // The desk's thread is about to close it now, and does what it is given after that.
      var closed = new AtomicBoolean();
      desk.give(() -> closed.set(true));
      while (!closed.get() && System.nanoTime() - begin < LONGEST_RELEASE_NANOS) {
        LockSupport.parkNanos(channel, RELEASE_STEP_NANOS);
      }
    }
  }

  private interface Order {
    void carryOut(ReadinessDesk desk);
  }

  private static ReadinessDesk order(Order order) throws IOException {
    synchronized (ReadinessDesk.class) {
      ReadinessDesk desk = current;
      if (desk == null) {
        desk = new ReadinessDesk(Selector.open());
        current = desk;
        Thread.ofPlatform()
            .daemon()
            .inheritInheritableThreadLocals(false)
            .name("procession-readiness")
            .start(desk);
      }
      ReadinessDesk chosen = desk;
      chosen.give(() -> order.carryOut(chosen));
      return chosen;
    }
  }

  private void give(Runnable order) {
    synchronized (ReadinessDesk.class) {
      if (current == this) {
        orders.add(order);
      }
    }
    selector.wakeup();
  }

  @Override
  public void run() {
    try {
      serve();
    } finally {
      synchronized (ReadinessDesk.class) {
        if (current == this) {
          current = null;
        }
      }
      close();
    }
  }

  private void serve() {
    boolean idle = false;
    while (true) {
      synchronized (ReadinessDesk.class) {
        if (idle && orders.isEmpty() && waits.isEmpty()) {
          current = null;
          return;
        }
        due.addAll(orders);
        orders.clear();
      }
      carryOutDue();
      idle = waits.isEmpty();
      try {
        // Also lets go of the channels that nobody waits for any more.
        selector.select(idle ? IDLE_MILLIS : 0);
      } catch (IOException e) {
        endAll();
      }
      selector.selectedKeys().forEach(this::ready);
      selector.selectedKeys().clear();
    }
  }

  private void close() {
    try {
      // Nobody is left, unless this thread cannot go on for want of memory: then all look again.
      carryOutDue();
      due.addAll(orders);
      carryOutDue();
      endAll();
      selector.close();
    } catch (IOException closedAnyway) {
      // The descriptor is released in any case.
    }
  }

  private void carryOutDue() {
    for (Runnable order = due.poll(); order != null; order = due.poll()) {
      order.run();
    }
  }

  private void add(SelectableChannel channel, Wait wait) {
    try {
      waits.computeIfAbsent(channel, c -> new ArrayList<>(2)).add(wait);
      watch(channel);
    } catch (OutOfMemoryError e) {
      wait.end();
      throw e;
    }
  }

  private void remove(SelectableChannel channel, Wait wait) {
    List<Wait> those = waits.get(channel);
    if (those != null && those.remove(wait)) {
      watch(channel);
    }
  }

  private void ready(SelectionKey key) {
    List<Wait> those = waits.getOrDefault(key.channel(), List.of());
    int operations;
    try {
      operations = key.readyOps();
    } catch (CancelledKeyException closed) {
      operations = ~0;
    }
    for (Iterator<Wait> each = those.iterator(); each.hasNext(); ) {
      Wait wait = each.next();
      if ((wait.operation & operations) != 0) {
        each.remove();
        wait.end();
      }
    }
    watch(key.channel());
  }

  /** Has the selector watch a channel for what is waited for, and for nothing more. */
  private void watch(SelectableChannel channel) {
    int operations = 0;
    for (Wait wait : waits.getOrDefault(channel, List.of())) {
      operations |= wait.operation;
    }
    try {
      SelectionKey key = channel.keyFor(selector);
      if (operations == 0) {
        waits.remove(channel);
        if (key != null) {
          key.interestOps(0);
        }
      } else if (key == null) {
        channel.register(selector, operations);
      } else {
        key.interestOps(operations);
      }
    } catch (CancelledKeyException | ClosedChannelException closed) {
      end(channel);
    }
  }

  private void end(SelectableChannel channel) {
    List<Wait> those = waits.remove(channel);
    if (those != null) {
      those.forEach(Wait::end);
    }
  }

  private void endAll() {
    List.copyOf(waits.keySet()).forEach(this::end);
  }
}
