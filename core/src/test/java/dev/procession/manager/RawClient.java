package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.channel.Client;
import dev.procession.channel.Connection;
import dev.procession.internal.wire.ErrorCodec;
import dev.procession.internal.wire.ObjectCodec;
import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.function.Consumer;

/** A client of a manager that says whatever it is told to. */
final class RawClient implements AutoCloseable {
  private static final ClassLoader LOADER = RawClient.class.getClassLoader();

  private final Connection socket;

  private RawClient(Connection socket) {
    this.socket = socket;
  }

  /** One that has been greeted, and has said nothing. */
  static RawClient greeted(SocketAddress address, byte[] key) throws Exception {
    Connection socket = Client.connect(address, c -> c.key(Secrets.connectionKey(key)));
    var client = new RawClient(socket);
    assertThat(client.receive().kind()).isEqualTo(CallLayout.GREETING);
    return client;
  }

  /** One that has introduced itself. */
  static RawClient open(SocketAddress address, byte[] key, byte[] proof) throws Exception {
    RawClient client = greeted(address, key);
    boolean done = false;
    try {
      client.send(
          CallLayout.HELLO,
          out -> {
            out.writeInt(CallLayout.VERSION);
            out.writeLong(1);
            out.writeSized(proof);
            out.writeByte(0);
          });
      CallLayout.Frame welcome = client.receive();
      assertThat(welcome.kind()).isEqualTo(CallLayout.WELCOME);
      client.send(CallLayout.BEGIN, out -> out.writeByte(0));
      if (proof.length > 0 && welcome.body().readByte() == 0) {
        throw new IOException("refused");
      }
      done = true;
      return client;
    } finally {
      if (!done) {
        client.close();
      }
    }
  }

  static byte[] frame(int kind, Consumer<WireOutput> body) {
    var out = new WireOutput(64);
    int begin = CallLayout.begin(out, kind);
    body.accept(out);
    CallLayout.end(out, begin);
    return Arrays.copyOf(out.array(), out.position());
  }

  void send(int kind, Consumer<WireOutput> body) throws Exception {
    sendBytes(frame(kind, body));
  }

  void sendBytes(byte[] bytes) throws Exception {
    socket.sendBytes(bytes);
  }

  CallLayout.Frame receive() throws Exception {
    return CallLayout.read(new WireInput(socket.receiveBytes()));
  }

  /** The answer to a call, which has to be an error. */
  Throwable error(int call) throws Exception {
    CallLayout.Frame frame = receive();
    assertThat(frame.kind()).isEqualTo(CallLayout.ERROR);
    assertThat(frame.body().readInt()).isEqualTo(call);
    return ErrorCodec.read(frame.body(), LOADER);
  }

  /** The answer to a call. */
  Object value(int call) throws Exception {
    CallLayout.Frame frame = receive();
    assertThat(frame.kind()).isEqualTo(CallLayout.VALUE);
    assertThat(frame.body().readInt()).isEqualTo(call);
    frame.body().readByte();
    return ObjectCodec.read(frame.body(), LOADER, "the result");
  }

  @Override
  public void close() {
    socket.close();
  }
}
