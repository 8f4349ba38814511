package dev.procession.manager;

import dev.procession.channel.Connection;
import dev.procession.internal.wire.ErrorCodec;
import dev.procession.internal.wire.ObjectCodec;
import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.BufferUnderflowException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a manager, and the calls that have not been answered on it.
 *
 * <p>A call ends with its answer, or when the connection does. An interrupt has the manager take
 * the call back; then too it ends with an answer, which is the result if it was too late for that.
 */
final class ClientWire implements ReadTurn.Reader {
  private static final int FIRST_ROOM = 256;

  private final ManagerLink link;
  private final Connection connection;
  private final Opening opening;
  private final ReadTurn turn = new ReadTurn();
  private final AtomicInteger nextCall = new AtomicInteger();
  private final Map<Integer, PendingCall> pending = new ConcurrentHashMap<>();

  /** What calls have taken and the manager does not know yet that this process has it. */
  private final Map<Integer, Taken> unsettled = new ConcurrentHashMap<>();

  /** A permit for each call of a future, so that its reader sleeps when there is none. */
  private final Semaphore unread = new Semaphore(0);

  private final AtomicInteger futures = new AtomicInteger();

  /** Reads for futures; null until there is one. Guarded by this. */
  private @Nullable Thread futureReader;

  /** Why nothing more comes; null as long as something may. Written once, with this locked. */
  private volatile @Nullable Throwable end;

  ClientWire(ManagerLink link, Opening opening) {
    this.link = link;
    this.opening = opening;
    this.connection = opening.connection();
    opening.onEnd(this::lost);
  }

  Opening opening() {
    return opening;
  }

  boolean hasEnded() {
    return end != null;
  }

  /**
   * What a call has taken.
   *
   * @param call the call
   * @param value what it returns
   * @param number what this process calls it
   */
  private record Taken(PendingCall call, @Nullable Object value, long number) {}

  // ---- calling ----------------------------------------------------------------------------------

  /** A call, ready to be sent. */
  record Request(WireOutput out, PendingCall call) {}

  /** Writes a call; nothing is sent, and nothing remembered if its arguments cannot be sent. */
  Request prepare(
      long object,
      Operation operation,
      @Nullable Object[] arguments,
      @Nullable CompletableFuture<@Nullable Object> future) {
    var out = new WireOutput(FIRST_ROOM);
    PendingCall call = write(out, object, operation, arguments, future);
    return new Request(out, call);
  }

  /** Appends a call. */
  PendingCall write(
      WireOutput out,
      long object,
      Operation operation,
      @Nullable Object[] arguments,
      @Nullable CompletableFuture<@Nullable Object> future) {
    int start = out.position();
    var call = new PendingCall(nextCall.getAndIncrement(), future);
    int begin = CallLayout.begin(out, CallLayout.CALL);
    out.writeInt(call.id());
    out.writeLong(object);
    out.writeShort(operation.number());
    out.writeLong(Thread.currentThread().threadId());
    ManagerLink before = ManagerLink.beginWriting(link);
    try {
      for (int i = 0; i < arguments.length; i++) {
        ObjectCodec.write(out, arguments[i], "argument " + (i + 1) + " of " + operation.name());
      }
    } catch (RuntimeException | Error e) {
      out.rewind(start);
      throw e;
    } finally {
      ManagerLink.endWriting(before);
    }
    CallLayout.end(out, begin);
    pending.put(call.id(), call);
    return call;
  }

  /** Sends calls; if that fails, they fail. */
  void send(WireOutput out) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          connection.sendBytes(MemorySegment.ofArray(out.array()).asSlice(0, out.position()));
          out.sent();
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (IOException | IllegalStateException e) {
      lost(e);
      throw new IOException(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Waits for the answer to a call that has been sent. */
  @Nullable Object await(PendingCall call, boolean interruptible) throws Throwable {
    checkAfterwards(call);
    boolean interrupted = false;
    while (true) {
      try {
        turn.await(call, this);
        break;
      } catch (InterruptedException e) {
        if (interruptible && !interrupted) {
          cancel(call);
        }
        interrupted = true;
      }
    }
    try {
      return call.result();
    } catch (InterruptedException e) {
      interrupted = false;
      throw e;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** A call that was written when the connection had ended is answered by nobody else. */
  private void checkAfterwards(PendingCall call) {
    Throwable reason = end;
    if (reason != null && pending.remove(call.id()) != null) {
      call.refuse(reason);
    }
  }

  /** Has somebody read the answers to calls of futures. */
  void expectFuture(PendingCall call) {
    checkAfterwards(call);
    futures.incrementAndGet();
    unread.release();
    synchronized (this) {
      if (futureReader == null) {
        futureReader =
            Thread.ofPlatform()
                .daemon()
                .name("procession-manager-futures")
                .start(this::readForFutures);
      }
    }
  }

  private void readForFutures() {
    try {
      while (end == null) {
        unread.acquire();
        while (end == null && futures.get() > 0) {
          turn.read(this, () -> futures.get() > 0);
        }
      }
    } catch (InterruptedException over) {
      // The connection has been closed.
    }
  }

  private void cancel(PendingCall call) {
    tell(CallLayout.CANCEL, out -> out.writeInt(call.id()));
  }

  /** Sends a frame that is not answered; if the connection has ended, that is no matter. */
  void tell(int kind, Consumer<WireOutput> body) {
    var out = new WireOutput(FIRST_ROOM);
    int begin = CallLayout.begin(out, kind);
    body.accept(out);
    CallLayout.end(out, begin);
    try {
      send(out);
    } catch (IOException ended) {
      // All calls have failed, and all leases have ended.
    }
  }

  // ---- reading ----------------------------------------------------------------------------------

  @Override
  public boolean readSome() throws InterruptedException {
    if (end != null) {
      return false;
    }
    try {
      var in = new WireInput(connection.receiveBytes());
      while (in.remaining() > 0) {
        take(CallLayout.read(in));
      }
      return true;
    } catch (IOException | IllegalStateException e) {
      lost(e);
      return false;
    } catch (BufferUnderflowException e) {
      lost(new IOException("the manager sent something that makes no sense", e));
      return false;
    }
  }

  private void take(CallLayout.Frame frame) throws IOException {
    WireInput in = frame.body();
    switch (frame.kind()) {
      case CallLayout.VALUE -> takeValue(in.readInt(), in.readByte(), in);
      case CallLayout.SETTLED -> settle(in.readInt(), in.readByte() != 0);
      case CallLayout.ERROR -> {
        PendingCall call = pending.remove(in.readInt());
        if (call != null) {
          finish(call, () -> call.refuse(ErrorCodec.read(link.filtered(in), link.loader())));
        }
      }
      case CallLayout.GOODBYE -> link.farewell(in.readText());
      default -> throw new IOException("unknown frame of a manager: kind=" + frame.kind());
    }
  }

  private void takeValue(int id, int takes, WireInput in) {
    PendingCall call = pending.remove(id);
    if (call == null) {
      return;
    }
    Object value;
    try {
      value = link.read(in);
    } catch (RuntimeException | OutOfMemoryError e) {
      finish(call, () -> call.refuse(e));
      return;
    }
    switch (takes) {
      case CallLayout.TAKES_NOTHING -> finish(call, () -> call.answer(value));
      case CallLayout.TAKES -> {
        deliver(id, 0);
        finish(call, () -> call.answer(value));
      }
      default -> {
        var taken = new Taken(call, value, ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE));
        unsettled.put(id, taken);
        deliver(id, taken.number());
      }
    }
  }

  private void deliver(int id, long number) {
    tell(
        CallLayout.DELIVERED,
        out -> {
          out.writeInt(id);
          out.writeLong(number);
        });
  }

  /** Whether what a call has taken is this client's, is certain now. */
  private void settle(int id, boolean ours) {
    Taken taken = unsettled.remove(id);
    if (taken != null) {
      PendingCall call = taken.call();
      finish(call, () -> settle(call, taken, ours));
    }
  }

  private static void settle(PendingCall call, Taken taken, boolean ours) {
    if (ours) {
      call.answer(taken.value());
    } else {
      call.refuse(new UnsettledException(taken.number(), taken.value()));
    }
  }

  private void finish(PendingCall call, Runnable answer) {
    if (call.isAsync()) {
      futures.decrementAndGet();
    }
    answer.run();
  }

  // ---- the end ----------------------------------------------------------------------------------

  /** Nothing more comes. */
  void lost(Throwable cause) {
    synchronized (this) {
      if (end != null) {
        return;
      }
      end = link.explain(this, cause instanceof EOFException ? null : cause);
      if (futureReader != null) {
        futureReader.interrupt();
      }
    }
    opening.close();
    Throwable reason = end;
    for (PendingCall call : pending.values()) {
      if (pending.remove(call.id()) != null) {
        call.refuse(reason);
      }
    }
    for (Integer id : unsettled.keySet()) {
      settle(id, false);
    }
  }

  void close(Throwable reason) {
    lost(reason);
  }
}
