package dev.procession.examples;

import dev.procession.ChildProcess;
import dev.procession.memory.SharedMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * One process writes an array into shared memory, two others sum up a half each and double the
 * numbers where they are. Nothing is sent but the name of the memory: all see the same bytes, and
 * the main program finds the doubled numbers in its own segment.
 *
 * <p>Tutorial topic: shared_memory.SharedMemory, Array
 */
public final class Example26SharedMemory {
  private static final int NUMBERS = 1_000_000;

  private Example26SharedMemory() {}

  /** Writes, reads and changes a million numbers. */
  public static void main(String[] arguments) throws Exception {
    try (var memory = SharedMemory.create((long) NUMBERS * Long.BYTES)) {
      System.out.println("memory " + memory.name() + " of process " + pid());
      ChildProcess.of(() -> write(memory)).start().join();
      System.out.println("sum: " + sum(memory, 0, NUMBERS));

      var left = ChildProcess.of(() -> twice(memory, 0, NUMBERS / 2)).start();
      var right = ChildProcess.of(() -> twice(memory, NUMBERS / 2, NUMBERS)).start();
      for (ChildProcess child : List.of(left, right)) {
        child.join();
      }
      System.out.println("sum: " + sum(memory, 0, NUMBERS));
      memory.unlink();
    }
  }

  private static void write(SharedMemory memory) {
    MemorySegment numbers = memory.segment();
    for (int i = 0; i < NUMBERS; i++) {
      numbers.setAtIndex(ValueLayout.JAVA_LONG, i, i);
    }
    System.out.println("memory " + memory.name() + " written by process " + pid());
  }

  private static void twice(SharedMemory memory, int from, int to) {
    long sum = sum(memory, from, to);
    MemorySegment numbers = memory.segment();
    for (int i = from; i < to; i++) {
      long number = numbers.getAtIndex(ValueLayout.JAVA_LONG, i);
      numbers.setAtIndex(ValueLayout.JAVA_LONG, i, 2 * number);
    }
    System.out.println(
        "memory " + memory.name() + " changed by process " + pid() + ", part of the sum: " + sum);
  }

  private static long sum(SharedMemory memory, int from, int to) {
    long sum = 0;
    for (int i = from; i < to; i++) {
      sum += memory.segment().getAtIndex(ValueLayout.JAVA_LONG, i);
    }
    return sum;
  }

  private static long pid() {
    return ProcessHandle.current().pid();
  }
}
