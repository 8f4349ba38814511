package dev.procession.examples;

import dev.procession.ChildProcess;
import dev.procession.Context;
import dev.procession.Processes;
import dev.procession.memory.SharedLongArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Watches the memory of a tree of processes until they end: what each has of the machine's memory
 * (RSS), which Linux tells, and what it has in its heap, which it tells itself through an array in
 * shared memory.
 *
 * <p>Tutorial topic: watching the memory of a process and its children
 */
public final class Example28Memory {
  /** How many milliseconds a second lasts. */
  private static final long SECOND = Long.getLong("second", 1000);

  /** No process has nothing. */
  private static final long UNKNOWN = 0;

  private Example28Memory() {}

  /** The resident bytes of a process, and those in its heap. */
  private record Memory(long rss, long heap) {
    Memory max(Memory other) {
      return new Memory(Math.max(rss, other.rss), Math.max(heap, other.heap));
    }

    @Override
    public String toString() {
      return "RSS " + text(rss) + ", heap " + text(heap);
    }

    private static String text(long bytes) {
      return bytes == UNKNOWN ? "   unknown" : String.format(Locale.ROOT, "%7.1f MB", bytes / 1e6);
    }
  }

  /** Watches itself, two children and a grandchild. */
  public static void main(String[] arguments) throws Exception {
    // No JVMs that stand by: every process in the table is one of the program.
    Context.standard(Context.standard().spares(0));
    // For each process its pid and the bytes in its heap.
    try (var heaps = SharedLongArray.create(8)) {
      ChildProcess.of(() -> grow(heaps, 2)).start();
      ChildProcess.of(
              () -> {
                ChildProcess.of(() -> grow(heaps, 4)).start();
                grow(heaps, 6);
              })
          .start();
      ProcessHandle program = ProcessHandle.current();
      Map<Long, Memory> peaks = new TreeMap<>();
      while (!Processes.activeChildren().isEmpty()) {
        tellHeap(heaps, 0);
        var tree = Stream.concat(Stream.of(program), program.descendants());
        for (long pid : tree.mapToLong(ProcessHandle::pid).toArray()) {
          var now = new Memory(rss(pid), heap(pid, heaps));
          System.out.println(pid + ": " + now);
          peaks.merge(pid, now, Memory::max);
        }
        System.out.println();
        Thread.sleep(SECOND / 2);
      }
      peaks.forEach((pid, peak) -> System.out.println("peak of " + pid + ": " + peak));
    }
  }

  /** In a child: takes more and more memory, and lets it go in the end. */
  private static void grow(SharedLongArray heaps, int at) throws InterruptedException {
    List<byte[]> blocks = new ArrayList<>();
    while (blocks.size() < 3) {
      blocks.add(new byte[32 << 20]);
      tellHeap(heaps, at);
      Thread.sleep(SECOND);
    }
  }

  private static void tellHeap(SharedLongArray heaps, int at) {
    Runtime runtime = Runtime.getRuntime();
    heaps.set(at, ProcessHandle.current().pid());
    heaps.set(at + 1, runtime.totalMemory() - runtime.freeMemory());
  }

  private static long heap(long pid, SharedLongArray heaps) {
    int at = 0;
    while (at < heaps.length() && heaps.get(at) != pid) {
      at += 2;
    }
    return at < heaps.length() ? heaps.get(at + 1) : UNKNOWN;
  }

  private static long rss(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      Stream<String> kilobytes = lines.filter(line -> line.startsWith("VmRSS:"));
      return kilobytes.mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10).sum();
    } catch (IOException | UncheckedIOException gone) {
      // It has ended meanwhile, or this is not Linux.
      return UNKNOWN;
    }
  }
}
