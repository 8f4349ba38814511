package dev.procession.manager;

import dev.procession.channel.Connection;
import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * What clients and a manager say to each other. A message is any number of frames:
 *
 * <pre>
 *  ┌──────────┬────────────┬─────────────┐
 *  │ kind (1) │ length (4) │ length bytes│
 *  └──────────┴────────────┴─────────────┘
 *
 *  client → manager
 *  HELLO      version (4), pid (8), proof (sized), shared memory wanted (1)
 *  BEGIN      shared memory taken (1)
 *  CALL       call (4), object (8), operation (2), thread (8), arguments
 *  ATTACH     object (8), access (1), token (sized), fingerprint (4), transfer (8)
 *  RELEASE    object (8)
 *  TRANSFER   object (8), transfer (8)
 *  CANCEL     call (4)
 *  DELIVERED  call (4), number (8)
 *
 *  manager → client
 *  GREETING   version (4), id (8, 8), nonce (sized), durable (1), pid (8)
 *  WELCOME    may do anything (1), shared memory (1), if so the end of a pipe
 *  VALUE      call (4), what it takes (1), value
 *  ERROR      call (4), exception
 *  SETTLED    call (4), whether the client has it (1)
 *  GOODBYE    why, as text
 * </pre>
 *
 * A call is answered once, in any order. ATTACH takes a lease and has no answer: if it is refused,
 * calls on that object say why. A transfer is a lease that is bound to the connection on which it
 * was announced until somebody attaches with its number.
 *
 * <p>What a call takes from an object, an item of a queue, belongs to its client when that has said
 * that it was DELIVERED. If the object is written to a journal the client uses it only when that
 * has been SETTLED; if it does not hear of that because the manager dies, it asks the next one by
 * the number that it gave.
 */
final class CallLayout {
  /** Changes with the frames. */
  static final int VERSION = 1;

  static final int HELLO = 1;
  static final int BEGIN = 2;
  static final int CALL = 3;
  static final int ATTACH = 4;
  static final int RELEASE = 5;
  static final int TRANSFER = 6;
  static final int CANCEL = 7;
  static final int DELIVERED = 8;

  static final int GREETING = 32;
  static final int WELCOME = 33;
  static final int VALUE = 34;
  static final int ERROR = 35;
  static final int GOODBYE = 36;
  static final int SETTLED = 37;

  static final int TAKES_NOTHING = 0;
  static final int TAKES = 1;
  static final int TAKES_AND_WAITS = 2;

  /** The object that makes all others. */
  static final long ROOT = 0;

  private CallLayout() {}

  /** Begins a frame; returns what {@link #end} needs. */
  static int begin(WireOutput out, int kind) {
    out.writeByte(kind);
    out.writeInt(0);
    return out.position();
  }

  /** Ends a frame: says how long it has become. */
  static void end(WireOutput out, int begin) {
    out.setInt(begin - Integer.BYTES, out.position() - begin);
  }

  /** Sends frames as one message, and waits until there is room for it. */
  static void send(Connection connection, WireOutput out) throws IOException, InterruptedException {
    connection.sendBytes(MemorySegment.ofArray(out.array()).asSlice(0, out.position()));
  }

  /** The next frame, and puts {@code in} behind it. */
  static Frame read(WireInput in) {
    int kind = in.readByte();
    int length = in.readLength(1);
    var frame = new Frame(kind, new WireInput(in.array(), in.position(), length));
    in.position(in.position() + length);
    return frame;
  }

  /**
   * A frame.
   *
   * @param kind what it says
   * @param body what belongs to it
   */
  record Frame(int kind, WireInput body) {}
}
