package dev.procession.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.Consumer;

/** Damages valid bytes, and watches what reading them costs. */
final class Damage {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Far more than a few bytes need, looking for their classes included. */
  private static final long MOST_ALLOCATED = 8 << 20;

  private Damage() {}

  /** Cuts the bytes off everywhere. */
  static void truncate(byte[] valid, Consumer<byte[]> reader) {
    for (int length = 0; length < valid.length; length++) {
      read(Arrays.copyOf(valid, length), reader);
    }
  }

  /** Changes the lowest or the highest bit of each byte, one at a time. */
  static void mutate(byte[] valid, Consumer<byte[]> reader) {
    for (int i = 0; i < valid.length; i++) {
      for (int bit : new int[] {0x01, 0x80}) {
        byte[] mutant = valid.clone();
        mutant[i] ^= (byte) bit;
        read(mutant, reader);
      }
    }
  }

  /** Puts a length that nothing justifies wherever a length may be. */
  static void exaggerate(byte[] valid, Consumer<byte[]> reader) {
    for (int i = 0; i + Integer.BYTES <= valid.length; i++) {
      for (int claim : new int[] {Integer.MAX_VALUE - 8, 1 << 28, -1}) {
        byte[] liar = valid.clone();
        ByteBuffer.wrap(liar).putInt(i, claim);
        read(liar, reader);
      }
    }
  }

  /** Makes bytes up, each time after some that look promising. */
  static void invent(Random random, int rounds, byte[] beginning, Consumer<byte[]> reader) {
    for (int round = 0; round < rounds; round++) {
      byte[] noise = new byte[beginning.length + random.nextInt(100)];
      random.nextBytes(noise);
      System.arraycopy(beginning, 0, noise, 0, beginning.length);
      read(noise, reader);
    }
  }

  /** Reads; tells the bytes if that fails or costs too much memory. */
  static void read(byte[] bytes, Consumer<byte[]> reader) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      reader.accept(bytes);
    } catch (Throwable e) {
      throw new AssertionError("reading " + HexFormat.of().formatHex(bytes), e);
    }
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertThat(allocated)
        .as("allocated to read %d bytes", bytes.length)
        .withFailMessage(
            () -> "reading took " + allocated + " bytes: " + HexFormat.of().formatHex(bytes))
        .isLessThan(MOST_ALLOCATED);
  }
}
