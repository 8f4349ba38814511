package dev.procession.manager;

import dev.procession.NotSendableException;
import dev.procession.channel.Connection;
import dev.procession.internal.wire.ErrorCodec;
import dev.procession.internal.wire.ObjectCodec;
import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A client of a manager, for as long as its connection lasts.
 *
 * <p>One thread reads what the client sends and runs what can be answered at once; what takes time
 * runs in {@link Lanes}, and what has to wait does so in the objects' lines. When the connection
 * ends, all that the client has here ends: waiting calls are taken back, answers that did not
 * arrive undone, locks released, leases given back.
 */
final class Session implements Client {
  private static final int FIRST_ROOM = 1024;
  private static final int MOST_UNSENT = 64 * 1024;
  private static final int LARGE = 32 * 1024;

  private final ManagerServer server;
  private final Peer peer;
  private final Outbox outbox;
  private final Lanes lanes = new Lanes();

  /** What the client has leased. Changed by the reading thread only. */
  private final Map<Long, Attachment> attachments = new ConcurrentHashMap<>();

  /** Calls that wait or run. */
  private final Map<Integer, SessionCall> open = new ConcurrentHashMap<>();

  /** What clients are to get, by the number of the call, until they say that they have. */
  private final Map<Integer, Delivery> deliveries = new ConcurrentHashMap<>();

  /** Answers of the reading thread that have not been sent. */
  private WireOutput answers = new WireOutput(FIRST_ROOM);

  /** Whether there has been a large answer. Set by whoever answers, read by the reading thread. */
  private volatile boolean large;

  private volatile boolean ended;

  /** An object that the client has leased, how often, and what it may do with it. */
  private static final class Attachment {
    private final Served object;
    private Access access;
    private int count;

    Attachment(Served object, Access access) {
      this.object = object;
      this.access = access;
    }
  }

  Session(ManagerServer server, Peer peer) {
    this.server = server;
    this.peer = peer;
    this.outbox = new Outbox(peer.connection());
  }

  @Override
  public String describe() {
    return peer.describe();
  }

  @Override
  public boolean hasEnded() {
    return ended;
  }

  @Override
  public String toString() {
    return describe();
  }

  // ---- reading ----------------------------------------------------------------------------------

  /**
   * Ends with the socket, on which nothing comes when the two share memory: so a client's end is
   * known at once.
   */
  void endWith(Connection socket) {
    try {
      socket.receiveBytes(0);
    } catch (IOException | IllegalStateException | InterruptedException over) {
      // That is the end.
    }
    peer.close();
  }

  /** Serves the client until its connection ends. */
  void run() {
    Connection connection = peer.connection();
    try {
      while (true) {
        var in = new WireInput(connection.receiveBytes());
        while (in.remaining() > 0) {
          take(CallLayout.read(in));
        }
        flush();
      }
    } catch (IOException | IllegalStateException | InterruptedException over) {
      // The client has closed its side or died, or the manager ends.
    } catch (BufferUnderflowException | ProtocolException e) {
      server.log().refused(peer.describe(), "it sent something that makes no sense: " + e);
    } finally {
      end();
    }
  }

  /** A client does not speak as clients do. */
  private static final class ProtocolException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ProtocolException(String message) {
      super(message);
    }
  }

  private void take(CallLayout.Frame frame) throws IOException {
    WireInput in = frame.body();
    switch (frame.kind()) {
      case CallLayout.CALL -> call(in);
      case CallLayout.ATTACH -> attach(in);
      case CallLayout.RELEASE -> release(in.readLong());
      case CallLayout.TRANSFER -> transfer(in.readLong(), in.readLong());
      case CallLayout.CANCEL -> {
        SessionCall call = open.get(in.readInt());
        if (call != null) {
          call.cancel();
        }
      }
      case CallLayout.DELIVERED -> delivered(in.readInt(), in.readLong());
      default -> throw new ProtocolException("unknown frame: kind=" + frame.kind());
    }
  }

  // ---- leases -----------------------------------------------------------------------------------

  private void attach(WireInput in) {
    long id = in.readLong();
    Access access = Access.of(in.readByte());
    byte[] token = in.readSized();
    int fingerprint = in.readInt();
    long transfer = in.readLong();
    Served object = server.table().find(id);
    if (object == null) {
      return;
    }
    if (!Secrets.same(token, server.token(id, access))) {
      server.log().refused(peer.describe(), "its token does not fit: object=" + object);
      return;
    }
    if (fingerprint != object.operations().fingerprint()) {
      server.log().refused(peer.describe(), "its interface is another version: object=" + object);
      return;
    }
    server.table().lease(object, 1);
    Attachment attachment = attachments.computeIfAbsent(id, i -> new Attachment(object, access));
    attachment.count++;
    if (access == Access.ALL) {
      attachment.access = Access.ALL;
    }
    server.transfers().arrived(transfer);
  }

  private void release(long id) {
    Attachment attachment = attachments.get(id);
    if (attachment == null) {
      return;
    }
    if (--attachment.count == 0) {
      attachments.remove(id);
    }
    server.table().lease(attachment.object, -1);
  }

  private void transfer(long id, long number) {
    Attachment attachment = attachments.get(id);
    if (attachment != null) {
      server.transfers().begin(number, attachment.object, this, Transfers.AFTER_SENDER);
    }
  }

  // ---- calls ------------------------------------------------------------------------------------

  private void call(WireInput in) throws IOException {
    int id = in.readInt();
    long objectId = in.readLong();
    int number = in.readShort();
    long thread = in.readLong();
    var call = new SessionCall(this, id, thread);
    Served object;
    Operation operation;
    @Nullable Object[] arguments;
    try {
      Attachment attachment = attachments.get(objectId);
      object = attachment != null ? attachment.object : target(objectId);
      operation = operation(object, attachment, number);
      arguments = arguments(in, operation);
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
      answerNow(call, null, e);
      return;
    }
    if (runsHere(object, operation) && !lanes.isBusy(objectId, thread)) {
      run(call, object, operation, arguments);
    } else {
      open.put(id, call);
      lanes.run(objectId, thread, () -> runInLane(call, object, operation, arguments));
    }
  }

  private static boolean runsHere(Served object, Operation operation) {
    return object.isBuiltIn() && !operation.runsFunctions() && !object.runsFunctions();
  }

  /** An object that the client has not leased: the one that needs no lease. */
  private Served target(long id) {
    if (id == CallLayout.ROOT) {
      return server.root();
    }
    boolean there = server.table().find(id) != null;
    String message =
        there
            ? "the proxy does not fit: its token or its version of the interface is another"
            : "the object is not there any more: the manager has been started anew without it, or"
                + " nobody had a proxy for some time";
    if (there) {
      server.log().refused(peer.describe(), "it has no right to use the object: id=" + id);
    }
    throw new ManagerRefusedException(message + "; object=" + Long.toHexString(id));
  }

  private Operation operation(Served object, @Nullable Attachment attachment, int number) {
    Operation operation = object.operations().get(number);
    if (operation == null) {
      server.log().refused(peer.describe(), "no such method: object=" + object);
      throw new ManagerRefusedException("no such method: object=" + object + ", number=" + number);
    }
    if (attachment != null) {
      ReadOnly.check(attachment.access, operation, object);
    }
    if (object == server.root()) {
      server.checkRight(peer, operation);
    }
    return operation;
  }

  private @Nullable Object[] arguments(WireInput in, Operation operation) {
    @Nullable Object[] arguments = new @Nullable Object[operation.arity()];
    ManagerServer before = ManagerServer.beginReading(server);
    try {
      for (int i = 0; i < arguments.length; i++) {
        try {
          arguments[i] =
              ObjectCodec.read(
                  peer.filtered(in), server.loader(), operation.argumentNames().get(i));
        } catch (NotSendableException e) {
          server.log().refused(peer.describe(), String.valueOf(e.getMessage()));
          throw e;
        }
      }
      return arguments;
    } finally {
      ManagerServer.endReading(before);
    }
  }

  private void run(
      SessionCall call, Served object, Operation operation, @Nullable Object[] arguments)
      throws IOException {
    Object value = null;
    Throwable error = null;
    Call before = Call.enter(call);
    try {
      value = server.result(operation.run(object.servant(), arguments), operation);
    } catch (Throwable e) {
      error = e;
    } finally {
      Call.leave(before);
    }
    if (error != null || !call.isSuspended()) {
      answerNow(call, value, error);
    }
  }

  private void runInLane(
      SessionCall call, Served object, Operation operation, @Nullable Object[] arguments) {
    Object value = null;
    Throwable error = null;
    Call before = Call.enter(call);
    try {
      if (ended || !call.beginRunning()) {
        throw new InterruptedException("taken back");
      }
      value = server.result(object.run(operation, arguments), operation);
    } catch (Throwable e) {
      error = e;
    } finally {
      call.endRunning();
      Call.leave(before);
    }
    if (error != null || !call.isSuspended()) {
      answerLater(call, value, error);
    } else if (ended) {
      call.cancel();
    }
  }

  /** A call waits. Called with a guard's lock held. */
  void suspended(SessionCall call) {
    open.put(call.id(), call);
  }

  // ---- answers ----------------------------------------------------------------------------------

  /** By the reading thread; sent with the others of the same message. */
  private void answerNow(SessionCall call, @Nullable Object value, @Nullable Throwable error)
      throws IOException {
    write(answers, call, value, error);
    if (answers.position() > MOST_UNSENT) {
      flush();
    }
  }

  /**
   * Sends answers itself, since that is quicker, as long as all of them have been small. Large ones
   * may have to wait for room, and those after them; that is left to another thread: the client
   * makes no room as long as it waits for room on its way to here, which only this thread makes.
   */
  private void flush() throws IOException {
    noteSize(answers);
    if (large && answers.position() > 0) {
      outbox.post(answers);
      answers = new WireOutput(FIRST_ROOM);
    } else if (answers.position() > 0) {
      outbox.send(answers);
    }
  }

  private void noteSize(WireOutput out) {
    if (out.position() > LARGE) {
      large = true;
    }
  }

  /** By any thread. */
  void answerLater(SessionCall call, @Nullable Object value, @Nullable Throwable error) {
    open.remove(call.id());
    var out = new WireOutput(FIRST_ROOM);
    write(out, call, value, error);
    noteSize(out);
    outbox.post(out);
    if (ended) {
      undoAll();
    }
  }

  private void write(
      WireOutput out, SessionCall call, @Nullable Object value, @Nullable Throwable error) {
    Delivery delivery = call.delivery();
    if (delivery != null && error == null) {
      deliveries.put(call.id(), delivery);
    }
    if (error == null) {
      int start = out.position();
      int begin = CallLayout.begin(out, CallLayout.VALUE);
      out.writeInt(call.id());
      out.writeByte(
          delivery == null
              ? CallLayout.TAKES_NOTHING
              : delivery.isWaitedFor() ? CallLayout.TAKES_AND_WAITS : CallLayout.TAKES);
      Session before = ManagerServer.beginWriting(this);
      try {
        ObjectCodec.write(out, value, "the result");
        CallLayout.end(out, begin);
        return;
      } catch (RuntimeException | OutOfMemoryError e) {
        out.rewind(start);
        writeError(out, call, e);
        undo(call.id());
        return;
      } finally {
        ManagerServer.endWriting(before);
      }
    }
    writeError(out, call, error);
  }

  private static void writeError(WireOutput out, SessionCall call, Throwable error) {
    int begin = CallLayout.begin(out, CallLayout.ERROR);
    out.writeInt(call.id());
    ErrorCodec.write(out, error);
    CallLayout.end(out, begin);
  }

  /** The client has got what a call of it has taken. */
  private void delivered(int call, long number) throws IOException {
    Delivery delivery = deliveries.remove(call);
    if (delivery == null) {
      return;
    }
    boolean known = false;
    try {
      known = delivery.arrived(number);
    } catch (UncheckedIOException e) {
      // It could not be written down, so it has not arrived; it is put back with the session's end.
      deliveries.put(call, delivery);
      server.log().notTold(delivery, e);
    }
    if (delivery.isWaitedFor()) {
      int begin = CallLayout.begin(answers, CallLayout.SETTLED);
      answers.writeInt(call);
      answers.writeByte(known ? 1 : 0);
      CallLayout.end(answers, begin);
    }
  }

  // ---- the end ----------------------------------------------------------------------------------

  /** Whether the client has a proxy of an object. */
  boolean has(long object) {
    return attachments.containsKey(object);
  }

  /** Tells the client that this is the end, and why. */
  void farewell(String why) {
    var out = new WireOutput(FIRST_ROOM);
    int begin = CallLayout.begin(out, CallLayout.GOODBYE);
    out.writeText(why);
    CallLayout.end(out, begin);
    outbox.post(out);
  }

  /** Ends it from outside; the reading thread does the rest. */
  void close() {
    outbox.finish(peer::close);
  }

  private void end() {
    ended = true;
    peer.close();
    for (SessionCall call : List.copyOf(open.values())) {
      call.cancel();
    }
    undoAll();
    for (ClientWatcher watcher : server.table().watchers()) {
      try {
        watcher.gone(this);
      } catch (RuntimeException e) {
        if (!server.isClosed()) {
          server.log().notTold(watcher, e);
        }
      }
    }
    server.transfers().gone(this);
    attachments.values().forEach(a -> server.table().lease(a.object, -a.count));
    attachments.clear();
    server.gone(this);
  }

  private void undoAll() {
    List.copyOf(deliveries.keySet()).forEach(this::undo);
  }

  private void undo(int call) {
    Delivery delivery = deliveries.remove(call);
    if (delivery != null) {
      delivery.undo();
    }
  }
}
