package dev.procession.manager;

import dev.procession.NotSendableException;
import dev.procession.channel.Client;
import dev.procession.channel.Connection;
import dev.procession.internal.wire.ObjectCodec;
import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.BufferUnderflowException;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a manager that has been opened: over a socket, and on the same machine, if both
 * sides can, through shared memory beside it. Then the socket only tells when the other side ends.
 */
final class Opening {
  private final Connection socket;
  private final Connection connection;
  private final Introduction introduction;

  /**
   * What a manager says of itself.
   *
   * @param id which one it is
   * @param nonce what a proof of the key is about
   * @param durable whether it is started anew when it has died
   * @param pid its process
   */
  record Introduction(UUID id, byte[] nonce, boolean durable, long pid) {}

  private Opening(Connection socket, Connection connection, Introduction introduction) {
    this.socket = socket;
    this.connection = connection;
    this.introduction = introduction;
  }

  /**
   * Connects.
   *
   * @param key the manager's key; null if nothing but the right to connect is known
   * @throws ManagerRefusedException if it says no
   * @throws IOException if there is none, or none that can be understood
   */
  static Opening connect(
      ManagerAddress address, byte @Nullable [] key, @Nullable SSLContext tls, Duration timeout)
      throws IOException, InterruptedException {
    Connection socket =
        Client.connect(
            address.socket(),
            c -> {
              var config = c.key(address.connectionKey()).timeout(timeout);
              return tls == null ? config : config.tls(tls);
            });
    boolean done = false;
    try {
      Introduction introduction = greeting(socket);
      boolean near = address.socket() instanceof UnixDomainSocketAddress;
      hello(socket, introduction, key, near);
      Connection pipe = welcome(socket, key != null);
      begin(socket, pipe != null);
      done = true;
      return new Opening(socket, pipe == null ? socket : pipe, introduction);
    } catch (BufferUnderflowException e) {
      throw new IOException("no manager listens there: address=" + address.socket(), e);
    } finally {
      if (!done) {
        socket.close();
      }
    }
  }

  /** A connection that needs no introduction, since the manager is in this process. */
  static Opening here(Connection end, Introduction introduction) {
    return new Opening(end, end, introduction);
  }

  private static Introduction greeting(Connection socket) throws IOException, InterruptedException {
    WireInput in = receive(socket, CallLayout.GREETING);
    int version = in.readInt();
    if (version != CallLayout.VERSION) {
      throw new ManagerRefusedException(
          "the manager is of another version of Procession: its protocol="
              + version
              + ", here="
              + CallLayout.VERSION
              + "; use the same version on both sides");
    }
    return new Introduction(
        new UUID(in.readLong(), in.readLong()), in.readSized(), in.readByte() != 0, in.readLong());
  }

  private static void hello(
      Connection socket, Introduction introduction, byte @Nullable [] key, boolean near)
      throws IOException, InterruptedException {
    var out = new WireOutput(64);
    int begin = CallLayout.begin(out, CallLayout.HELLO);
    out.writeInt(CallLayout.VERSION);
    out.writeLong(ProcessHandle.current().pid());
    out.writeSized(key == null ? new byte[0] : Secrets.proof(key, introduction.nonce()));
    out.writeByte(near ? 1 : 0);
    CallLayout.end(out, begin);
    CallLayout.send(socket, out);
  }

  /** The end of a pipe to be used from now on; null if there is none, or it cannot be had here. */
  private static @Nullable Connection welcome(Connection socket, boolean withKey)
      throws IOException, InterruptedException {
    WireInput in = receive(socket, CallLayout.WELCOME);
    if (in.readByte() == 0 && withKey) {
      throw new ManagerRefusedException("the manager has another key; give the one it was given");
    }
    if (in.readByte() == 0) {
      return null;
    }
    try {
      return (Connection) ObjectCodec.read(in, Opening.class.getClassLoader(), "the pipe");
    } catch (NotSendableException otherNamespaceOrUser) {
      return null;
    }
  }

  private static void begin(Connection socket, boolean shared)
      throws IOException, InterruptedException {
    var out = new WireOutput(16);
    int begin = CallLayout.begin(out, CallLayout.BEGIN);
    out.writeByte(shared ? 1 : 0);
    CallLayout.end(out, begin);
    CallLayout.send(socket, out);
  }

  private static WireInput receive(Connection socket, int kind)
      throws IOException, InterruptedException {
    CallLayout.Frame frame = CallLayout.read(new WireInput(socket.receiveBytes()));
    if (frame.kind() != kind) {
      throw new IOException("no manager listens there: it said kind=" + frame.kind());
    }
    return frame.body();
  }

  Connection connection() {
    return connection;
  }

  Introduction introduction() {
    return introduction;
  }

  /**
   * Has somebody told as soon as the other side has ended, without waiting for what is in shared
   * memory.
   */
  void onEnd(Consumer<Throwable> end) {
    if (socket != connection) {
      Thread.ofVirtual().name("procession-manager-end").start(() -> awaitEnd(end));
    }
  }

  private void awaitEnd(Consumer<Throwable> end) {
    try {
      socket.receiveBytes(0);
      end.accept(new IOException("the manager sent something where nothing was to come"));
    } catch (IOException | IllegalStateException | InterruptedException e) {
      end.accept(e);
    }
  }

  void close() {
    connection.close();
    socket.close();
  }
}
