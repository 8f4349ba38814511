package dev.procession.manager;

import dev.procession.internal.wire.WireOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Calls of one thread that are collected and sent together. */
final class Batch {
  private static final int FIRST_ROOM = 4096;
  private static final int MOST_BYTES = 256 * 1024;
  private static final ThreadLocal<@Nullable Batch> CURRENT = new ThreadLocal<>();

  private final ManagerLink link;
  private final WireOutput out = new WireOutput(FIRST_ROOM);
  private final List<PendingCall> unsent = new ArrayList<>();
  private final List<CompletableFuture<?>> futures = new ArrayList<>();
  private @Nullable ClientWire wire;

  private Batch(ManagerLink link) {
    this.link = link;
  }

  /**
   * What this thread collects calls of that link in; null if they are sent at once. Proxies that
   * came from elsewhere may have another link than the manager that came with them.
   */
  static @Nullable Batch current(ManagerLink link) {
    Batch batch = CURRENT.get();
    return batch != null && (batch.link == link || batch.link.address().equals(link.address()))
        ? batch
        : null;
  }

  /** Collects the calls that an action makes, sends them, and waits until all are answered. */
  static void run(ManagerLink link, Runnable action) {
    Batch before = CURRENT.get();
    var batch = new Batch(link);
    CURRENT.set(batch);
    try {
      action.run();
    } finally {
      CURRENT.set(before);
      batch.finish();
    }
    CompletableFuture.allOf(batch.futures.toArray(CompletableFuture<?>[]::new)).join();
  }

  void add(ClientWire wire, LaterCall call, CompletableFuture<@Nullable Object> future) {
    if (this.wire != wire) {
      flush();
      this.wire = wire;
    }
    long object = call.ref().lease().object();
    unsent.add(wire.write(out, object, call.operation(), call.arguments(), future).madeOf(call));
    futures.add(future);
    if (out.position() >= MOST_BYTES) {
      flush();
    }
  }

  /** Sends what has been collected. Others read the answers, since this thread has more to do. */
  void flush() {
    ClientWire wire = this.wire;
    if (wire != null) {
      unsent.forEach(wire::expectFuture);
      send(wire);
      unsent.clear();
    }
  }

  /** Sends what has been collected last, and reads the answers, or waits while others do. */
  private void finish() {
    ClientWire wire = this.wire;
    if (wire != null) {
      send(wire);
      unsent.forEach(wire::await);
      unsent.clear();
    }
  }

  private void send(ClientWire wire) {
    if (unsent.isEmpty()) {
      return;
    }
    try {
      wire.send(out);
    } catch (IOException ended) {
      // The calls have failed.
    }
    out.restart();
  }
}
