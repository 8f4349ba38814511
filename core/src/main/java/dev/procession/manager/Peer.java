package dev.procession.manager;

import dev.procession.ProcessionException;
import dev.procession.channel.Connection;
import dev.procession.channel.Pipe;
import dev.procession.internal.wire.ObjectCodec;
import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who has connected to a manager and introduced itself.
 *
 * @param socket the connection that was accepted
 * @param connection what is used: the same, or an end of a pipe in shared memory
 * @param describe who it is, for messages
 * @param mayDoAnything whether it has shown that it knows the key
 * @param allowed which classes may be made of what it sends; null for any
 */
record Peer(
    Connection socket,
    Connection connection,
    String describe,
    boolean mayDoAnything,
    @Nullable AllowList allowed) {

  /** Who proved the right to connect says who it is at once. */
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  /**
   * What a manager says of itself.
   *
   * @param id which one it is
   * @param durable whether it is started anew when it has died
   * @param key what a client may prove to have
   * @param near whether clients are on this machine
   * @param allowed which classes may be made of what clients send; null for any
   */
  record Host(UUID id, boolean durable, byte[] key, boolean near, @Nullable AllowList allowed) {}

  /**
   * Has a client introduce itself.
   *
   * @throws IOException if it does not, in time and as clients do
   */
  static Peer meet(Connection socket, Host host) throws IOException, InterruptedException {
    byte[] nonce = Secrets.random();
    greet(socket, host, nonce);
    WireInput hello = receive(socket, CallLayout.HELLO);
    int version = hello.readInt();
    long pid = hello.readLong();
    byte[] proof = hello.readSized();
    boolean wantsMemory = hello.readByte() != 0;
    if (version != CallLayout.VERSION) {
      throw new IOException("its protocol is another: version=" + version);
    }
    boolean full = proof.length > 0;
    if (full && !Secrets.same(proof, Secrets.proof(host.key, nonce))) {
      welcome(socket, false, null);
      throw new IOException("it has another key");
    }
    Pipe pipe = wantsMemory && host.near ? pipe() : null;
    boolean taken = false;
    try {
      welcome(socket, full, pipe);
      taken = receive(socket, CallLayout.BEGIN).readByte() != 0 && pipe != null;
    } finally {
      if (pipe != null) {
        pipe.second().close();
        if (!taken) {
          pipe.first().close();
        }
      }
    }
    Connection connection = taken && pipe != null ? pipe.first() : socket;
    return new Peer(socket, connection, "pid=" + pid + " on " + socket, full, host.allowed);
  }

  private static void greet(Connection socket, Host host, byte[] nonce)
      throws IOException, InterruptedException {
    var out = new WireOutput(128);
    int begin = CallLayout.begin(out, CallLayout.GREETING);
    out.writeInt(CallLayout.VERSION);
    out.writeLong(host.id.getMostSignificantBits());
    out.writeLong(host.id.getLeastSignificantBits());
    out.writeSized(nonce);
    out.writeByte(host.durable ? 1 : 0);
    out.writeLong(ProcessHandle.current().pid());
    CallLayout.end(out, begin);
    CallLayout.send(socket, out);
  }

  /** Shared memory for the two; null if there is none to be had. */
  private static @Nullable Pipe pipe() {
    try {
      return Pipe.open();
    } catch (ProcessionException socketMustDo) {
      return null;
    }
  }

  private static void welcome(Connection socket, boolean full, @Nullable Pipe pipe)
      throws IOException, InterruptedException {
    var out = new WireOutput(256);
    int begin = CallLayout.begin(out, CallLayout.WELCOME);
    out.writeByte(full ? 1 : 0);
    out.writeByte(pipe == null ? 0 : 1);
    if (pipe != null) {
      ObjectCodec.write(out, pipe.second(), "the pipe");
    }
    CallLayout.end(out, begin);
    CallLayout.send(socket, out);
  }

  private static WireInput receive(Connection socket, int kind)
      throws IOException, InterruptedException {
    if (!socket.poll(TIMEOUT)) {
      throw new IOException("it said nothing: waited=" + TIMEOUT);
    }
    try {
      CallLayout.Frame frame = CallLayout.read(new WireInput(socket.receiveBytes()));
      if (frame.kind() == kind) {
        return frame.body();
      }
      throw new IOException("it sent something that makes no sense: kind=" + frame.kind());
    } catch (BufferUnderflowException e) {
      throw new IOException("it sent something that makes no sense", e);
    }
  }

  /** With what may be made of it. */
  WireInput filtered(WireInput in) {
    return allowed == null ? in : in.filter(allowed);
  }

  boolean sharesMemory() {
    return connection != socket;
  }

  void close() {
    connection.close();
    socket.close();
  }
}
