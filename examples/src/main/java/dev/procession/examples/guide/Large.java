package dev.procession.examples.guide;

import dev.procession.pool.ProcessPool;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** Memory outside of the heap, changed in two processes. */
public final class Large {
  private Large() {}

  /** Inverts an image. */
  public static void main(String[] args) {
    // begin large
    try (var pool = ProcessPool.open(2);
        var arena = Arena.ofShared()) {
      MemorySegment image = arena.allocate(32 << 20);
      long half = image.byteSize() / 2;
      List<MemorySegment> halves = List.of(image.asSlice(0, half), image.asSlice(half));
      List<MemorySegment> inverted = pool.map(Large::invert, halves);
      System.out.println(inverted.get(1).get(ValueLayout.JAVA_BYTE, 0));
      System.out.println(image.get(ValueLayout.JAVA_BYTE, half)); // the worker had a copy
    }
    // end large
  }

  private static MemorySegment invert(MemorySegment pixels) {
    for (long i = 0; i < pixels.byteSize(); i++) {
      byte pixel = pixels.get(ValueLayout.JAVA_BYTE, i);
      pixels.set(ValueLayout.JAVA_BYTE, i, (byte) ~pixel);
    }
    return pixels;
  }
}

// prints: -1
// prints: 0
