package dev.procession.channel;

import dev.procession.internal.shm.Deadline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * Any bytes as what a peer says in the handshake. Nobody gets in who does not know the key, and
 * whatever is wrong is an {@link IOException}.
 *
 * <p>The first byte says which side the peer plays, and whether MD5 is allowed.
 */
public final class HandshakeFuzz {
  private static final byte[] KEY = {11, 22, 33, 44, 55, 66, 77, 88};

  private HandshakeFuzz() {}

  /**
   * One input.
   *
   * @param input what the fuzzer has made up
   */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    boolean asListener = (input[0] & 1) != 0;
    boolean legacy = (input[0] & 2) != 0;
    var peer = new Peer(ByteBuffer.wrap(input, 1, input.length - 1).slice());
    var handshake = new Handshake(peer, KEY, legacy, Deadline.in(TimeUnit.SECONDS.toNanos(60)));
    try {
      if (asListener) {
        handshake.asListener();
      } else {
        handshake.asClient();
      }
    } catch (IOException refused) {
      return;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    throw new AssertionError("somebody without the key has got in");
  }

  /** Has said all it has to say, and hears anything. */
  private record Peer(ByteBuffer said) implements Link {
    @Override
    public int read(ByteBuffer into) {
      if (!said.hasRemaining()) {
        return -1;
      }
      int count = Math.min(said.remaining(), into.remaining());
      into.put(said.slice(said.position(), count));
      said.position(said.position() + count);
      return count;
    }

    @Override
    public long write(ByteBuffer[] from) {
      long count = 0;
      for (ByteBuffer buffer : from) {
        count += buffer.remaining();
        buffer.position(buffer.limit());
      }
      return count;
    }

    @Override
    public boolean awaitReadable(Deadline deadline) {
      return true;
    }

    @Override
    public boolean awaitWritable(Deadline deadline) {
      return true;
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }
}
