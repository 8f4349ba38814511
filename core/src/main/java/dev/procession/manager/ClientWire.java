package dev.procession.manager;

import dev.procession.channel.Connection;
import dev.procession.internal.wire.ErrorCodec;
import dev.procession.internal.wire.ObjectCodec;
import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;
import java.io.EOFException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a manager, and the calls that have not been answered on it.
 *
 * <p>A call ends with its answer, or when the connection does. An interrupt has the manager take
 * the call back; then too it ends with an answer, which is the result if it was too late for that.
 */
final class ClientWire implements ReadTurn.Reader {
  private static final int FIRST_ROOM = 128;

  private final ManagerLink link;
  private final Connection connection;
  private final Opening opening;
  private final ReadTurn turn = new ReadTurn();
  private final AtomicInteger nextCall = new AtomicInteger();
  private final PendingCalls pending = new PendingCalls();

  /** What calls have taken and the manager does not know yet that this process has it. */
  private final Map<Integer, Delivery> unsettled = new ConcurrentHashMap<>();

  /**
   * How many calls of futures wait for somebody to read their answers; their reader sleeps at 0.
   */
  private final AtomicInteger futures = new AtomicInteger();

  /** Reads for futures; null until there is one. Written with this locked. */
  private volatile @Nullable Thread futureReader;

  /** Answers that are given once they have been confirmed. Used by who has the turn. */
  private final List<Delivery> unconfirmed = new ArrayList<>();

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
   * @param number what this process calls it; 0 if it will not ask for it
   */
  private record Delivery(PendingCall call, @Nullable Object value, long number) {}

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
        ObjectCodec.write(out, arguments[i], operation.argumentNames().get(i));
      }
    } catch (RuntimeException | Error e) {
      out.rewind(start);
      throw e;
    } finally {
      ManagerLink.endWriting(before);
    }
    CallLayout.end(out, begin);
    pending.add(call);
    return call;
  }

  /** Sends calls; if that fails, they fail. */
  void send(WireOutput out) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          CallLayout.send(connection, out);
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

  /** Waits until the call of a future, which has been sent, is answered. */
  void await(PendingCall call) {
    checkAfterwards(call);
    call.awaitedBy(Thread.currentThread());
    boolean interrupted = false;
    while (!call.isDone()) {
      try {
        turn.await(call, this);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
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

  /** Has somebody read the answer to a call of a future, which is about to be sent. */
  void expectFuture(PendingCall call) {
    call.expect();
    checkAfterwards(call);
    if (futures.getAndIncrement() == 0) {
      Thread reader = futureReader;
      if (reader == null) {
        startFutureReader();
      } else {
        LockSupport.unpark(reader);
      }
    }
  }

  private synchronized void startFutureReader() {
    if (futureReader == null && end == null) {
      futureReader =
          Thread.ofPlatform()
              .daemon()
              .name("procession-manager-futures")
              .start(this::readForFutures);
    }
  }

  private void readForFutures() {
    try {
      while (end == null) {
        if (futures.get() > 0) {
          turn.read(this, () -> futures.get() > 0);
        } else {
          // Whoever makes it more than 0 unparks this thread.
          LockSupport.park(this);
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
    tell(out);
  }

  private void tell(WireOutput out) {
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
      try {
        while (in.remaining() > 0) {
          take(CallLayout.read(in));
        }
      } finally {
        confirm();
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
      case CallLayout.TAKES -> unconfirmed.add(new Delivery(call, value, 0));
      default ->
          unconfirmed.add(
              new Delivery(call, value, ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE)));
    }
  }

  /** Whether what a call has taken is this client's, is certain now. */
  private void settle(int id, boolean ours) {
    Delivery taken = unsettled.remove(id);
    if (taken != null) {
      finish(taken.call, () -> settle(taken, ours));
    }
  }

  private static void settle(Delivery taken, boolean ours) {
    if (ours) {
      taken.call.answer(taken.value);
    } else {
      taken.call.refuse(new UnsettledException(taken.number, taken.value));
    }
  }

  /** Says that all answers of a message have arrived which are to be confirmed, then gives them. */
  private void confirm() {
    if (unconfirmed.isEmpty()) {
      return;
    }
    var out = new WireOutput(FIRST_ROOM);
    for (Delivery each : unconfirmed) {
      int begin = CallLayout.begin(out, CallLayout.DELIVERED);
      out.writeInt(each.call.id());
      out.writeLong(each.number);
      CallLayout.end(out, begin);
      if (each.number != 0) {
        unsettled.put(each.call.id(), each);
      }
    }
    tell(out);
    for (Delivery each : unconfirmed) {
      if (each.number == 0) {
        finish(each.call, () -> each.call.answer(each.value));
      }
    }
    unconfirmed.clear();
    if (end != null) {
      // Nobody settles what has been added since.
      unsettled.keySet().forEach(id -> settle(id, false));
    }
  }

  private void finish(PendingCall call, Runnable answer) {
    if (call.isExpected()) {
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
    pending.removeAll(call -> call.refuse(reason));
    for (Integer id : unsettled.keySet()) {
      settle(id, false);
    }
  }
}
