package dev.procession.channel;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Any bytes as what a peer sends, in pieces of any size, to a receiver that also skips. What comes
 * out must be what a simple parser finds that has all the bytes at once.
 *
 * <p>The first byte says how large the pieces are, the second one which messages are skipped.
 */
public final class FrameFuzz {
  private static final int LIMIT = 1 << 16;

  private FrameFuzz() {}

  /**
   * One input.
   *
   * @param input what the fuzzer has made up
   */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length < 2) {
      return;
    }
    ByteBuffer stream = ByteBuffer.wrap(input, 2, input.length - 2).slice();
    String simple = simply(stream.duplicate(), input[1]);
    String real = really(stream.duplicate(), 1 + (input[0] & 0xFF), input[1]);
    if (!simple.equals(real)) {
      throw new AssertionError("expected " + simple + " but got " + real);
    }
  }

  private static boolean isSkipped(int message, byte skips) {
    return (skips >> message % Byte.SIZE & 1) != 0;
  }

  private static String simply(ByteBuffer stream, byte skips) {
    var found = new StringBuilder();
    for (int message = 0; ; message++) {
      if (stream.remaining() < FrameLayout.SHORT_HEADER) {
        return found + "end";
      }
      long length = stream.getInt();
      if (length == FrameLayout.LONG_MARK) {
        if (stream.remaining() < Long.BYTES) {
          return found + "end";
        }
        length = stream.getLong();
      }
      if (length < 0 || length > LIMIT) {
        return found + "corrupt";
      }
      boolean whole = length <= stream.remaining();
      byte[] bytes = new byte[(int) Math.min(length, stream.remaining())];
      stream.get(bytes);
      if (isSkipped(message, skips)) {
        found.append("skipped ");
      } else if (whole) {
        found.append(Arrays.hashCode(bytes)).append(' ');
      }
      if (!whole) {
        return found + "end";
      }
    }
  }

  private static String really(ByteBuffer stream, int piece, byte skips) {
    var found = new StringBuilder();
    var room = new ByteArrayOutputStream();
    var incoming = new IncomingMessages(into -> read(stream, into, piece, room), LIMIT);
    try {
      for (int message = 0; ; message++) {
        await(incoming::begin);
        if (isSkipped(message, skips)) {
          incoming.skip();
          found.append("skipped ");
        } else {
          await(incoming::fill);
          found.append(Arrays.hashCode(Messages.array(incoming.take()))).append(' ');
        }
      }
    } catch (EOFException e) {
      return found + "end";
    } catch (StreamCorruptedException e) {
      return found + "corrupt";
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Every second time there is nothing to read. */
  private static int read(
      ByteBuffer stream, ByteBuffer into, int piece, ByteArrayOutputStream pauses) {
    pauses.write(0);
    if (pauses.size() % 2 == 0) {
      return 0;
    }
    if (!stream.hasRemaining()) {
      return -1;
    }
    int count = Math.min(piece, Math.min(stream.remaining(), into.remaining()));
    into.put(stream.slice(stream.position(), count));
    stream.position(stream.position() + count);
    return count;
  }

  private interface Step {
    boolean take() throws IOException;
  }

  private static void await(Step step) throws IOException {
    int pauses = 0;
    while (!step.take()) {
      pauses++;
      if (pauses > 1_000_000) {
        throw new AssertionError("it waits for what has come");
      }
    }
  }
}
