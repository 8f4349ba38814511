package dev.procession.internal.proc;

import java.nio.charset.Charset;
import java.util.List;

/**
 * Remembers the last bytes that a child wrote to its standard output and error, in order of
 * arrival.
 */
final class OutputTail {
  private static final int BYTES = 16 << 10;
  private static final int LINES = 30;

  /** Guarded by this; a ring of which {@code end} is the write position. */
  private final byte[] ring = new byte[BYTES];

  /** Guarded by this; counts all bytes ever written. */
  private long end;

  synchronized void append(byte[] bytes, int length) {
    int from = Math.max(0, length - BYTES);
    for (int i = from; i < length; i++) {
      ring[(int) (end++ % BYTES)] = bytes[i];
    }
  }

  /** The last lines, oldest first; the first may be cut. */
  synchronized List<String> lines(Charset charset) {
    int length = (int) Math.min(end, BYTES);
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = ring[(int) ((end - length + i) % BYTES)];
    }
    List<String> lines = new String(bytes, charset).lines().toList();
    return List.copyOf(lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
  }
}
