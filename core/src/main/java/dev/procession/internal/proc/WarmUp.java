package dev.procession.internal.proc;

import dev.procession.Context;
import dev.procession.StartMethod;
import dev.procession.internal.wire.FrameReader.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ReadableByteChannel;

/**
 * Rounds through what a spare will do when it is needed: be told who it is, run its body, get ready
 * to exit. The first round loads classes; the others have the JVM compile what is used most.
 */
final class WarmUp {
  private static final int ROUNDS = 10;

  private WarmUp() {}

  static void run(String body, StartMethod method) throws ReflectiveOperationException {
    var parent = new Identity.Parent(0, "nobody");
    byte[] key = new byte[32];
    var child = new Identity("nobody", "", true, method, parent, key);
    byte[] assignment = new Assignment(body, key, child, Context.initial()).encode();
    for (int round = 0; round < ROUNDS; round++) {
      Assignment.adopt(readBack(assignment));
      ChildMain.make(body).warmUp(method);
    }
    // System.exit asks this logger whether anyone wants to know.
    System.getLogger("java.lang.Runtime").isLoggable(System.Logger.Level.DEBUG);
  }

  private static byte[] readBack(byte[] payload) {
    var memory = new Memory();
    try {
      LaunchFrames.write(memory, LaunchFrames.ASSIGN, payload);
      Frame frame = LaunchFrames.read(memory);
      return frame == null ? payload : frame.payload();
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** A channel to oneself. */
  private static final class Memory implements ReadableByteChannel, GatheringByteChannel {
    private final ByteBuffer held = ByteBuffer.allocate(4096);
    private int read;

    @Override
    public int write(ByteBuffer from) {
      int length = from.remaining();
      held.put(from);
      return length;
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] from) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int read(ByteBuffer into) {
      int length = Math.min(into.remaining(), held.position() - read);
      into.put(held.array(), read, length);
      read += length;
      return length;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
