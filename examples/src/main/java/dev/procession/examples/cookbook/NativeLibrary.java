package dev.procession.examples.cookbook;

import dev.procession.Context;
import dev.procession.Output;
import dev.procession.pool.Outcome;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.WorkerDiedException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;

/** Calls a C function that crashes the process when it is given a null pointer. */
public final class NativeLibrary {
  // begin function
  /** C's {@code size_t strlen(const char *)}. Made anew in each process that calls it. */
  private static final MethodHandle STRLEN =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("strlen"),
              FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.ADDRESS));

  static long length(String text) {
    System.out.println("measuring " + text);
    try (var arena = Arena.ofConfined()) {
      var string = text.equals("nothing") ? MemorySegment.NULL : arena.allocateFrom(text);
      return (long) STRLEN.invokeExact(string);
    } catch (Throwable e) {
      throw new IllegalStateException("strlen cannot be called", e);
    }
  }

  // end function

  private NativeLibrary() {}

  /** Measures three texts; the second is a null pointer. */
  public static void main(String[] arguments) {
    // begin pool
    var quiet = Context.standard().output(Output.discard());
    try (var pool = ProcessPool.open(c -> c.workers(2).context(quiet))) {
      pool.outcomes(NativeLibrary::length, List.of("one", "nothing", "three"))
          .forEach(NativeLibrary::print);
    }
    // end pool
  }

  // begin print
  static void print(Outcome<String, Long> outcome) {
    switch (outcome) {
      case Outcome.Success<String, Long> good ->
          System.out.println(good.item() + ": " + good.value() + " bytes");
      case Outcome.Failure<String, Long> bad
          when bad.error() instanceof WorkerDiedException died -> {
        System.out.println(bad.item() + ": " + died.signal() + ", exit code " + died.exitCode());
        var measured = died.lastOutput().stream().filter(l -> l.startsWith("measuring")).toList();
        System.out.println("  last output: " + measured.getLast());
        String report = String.valueOf(died.crashReport());
        report.lines().filter(line -> line.contains("[libc")).limit(1).forEach(System.out::println);
      }
      case Outcome.Failure<String, Long> bad -> System.out.println(bad.item() + ": " + bad.error());
    }
  }
  // end print
}
// prints: one: 3 bytes
// prints: nothing: SIGSEGV, exit code -11
// prints:   last output: measuring nothing
// prints: # C  [libc…
// prints: three: 5 bytes
