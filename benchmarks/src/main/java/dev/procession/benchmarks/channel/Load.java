package dev.procession.benchmarks.channel;

import dev.procession.benchmarks.harness.Results;
import java.io.Serializable;
import java.nio.ByteBuffer;

/**
 * What travels.
 *
 * @param bytes how many there are of it; with {@link Integer#BYTES} it is a number and nothing else
 */
record Load(int bytes) implements Serializable {
  private static final long serialVersionUID = 1;

  static final Load INT = new Load(Integer.BYTES);
  static final Load SMALL = new Load(32);
  static final Load KILOBYTE = new Load(1 << 10);
  static final Load MEGABYTE = new Load(1 << 20);

  /** A new item that carries nothing yet. */
  byte[] make() {
    return new byte[bytes];
  }

  /** Has an item carry a number. */
  static void stamp(byte[] item, int number) {
    ByteBuffer.wrap(item).putInt(0, number);
  }

  /** The number that an item carries, once it is found to be whole. */
  int read(byte[] item) {
    if (item.length != bytes) {
      Results.check(item.length, bytes);
    }
    return ByteBuffer.wrap(item).getInt(0);
  }
}
