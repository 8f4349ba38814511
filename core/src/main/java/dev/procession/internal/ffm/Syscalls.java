package dev.procession.internal.ffm;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * {@code syscall(2)} with up to six arguments, each a number or an address. Used by any thread.
 *
 * <p>Linked on first use, not before.
 */
public final class Syscalls {
  /** Set to {@code true} to do without system calls, as on systems that are not Linux. */
  public static final String PORTABLE = "dev.procession.portable";

  private final MethodHandle syscall;
  private final SyscallNumbers numbers;
  private final StructLayout stateLayout;
  private final VarHandle errno;

  /** Where calls whose error does not matter leave it; written by any of them, read by none. */
  private final MemorySegment ignored;

  /** Set when linked, for those who would not have it done for their sake. */
  private static volatile boolean linked;

  /** Null if this machine or the options of this JVM do not allow native calls. */
  private static final class Linked {
    static final @Nullable Syscalls INSTANCE = link();
  }

  private Syscalls(SyscallNumbers numbers, MethodHandle syscall) {
    this.numbers = numbers;
    this.syscall = syscall;
    this.stateLayout = Linker.Option.captureStateLayout();
    this.errno = stateLayout.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    this.ignored = Arena.global().allocate(stateLayout);
  }

  private static @Nullable Syscalls link() {
    SyscallNumbers numbers = SyscallNumbers.ofThisMachine();
    if (numbers == null || !expected()) {
      return null;
    }
    try {
      Linker linker = Linker.nativeLinker();
      MemorySegment function = linker.defaultLookup().findOrThrow("syscall");
      MethodHandle handle =
          linker.downcallHandle(
              function,
              FunctionDescriptor.of(
                  JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                  JAVA_LONG),
              Linker.Option.firstVariadicArg(1),
              Linker.Option.captureCallState("errno"));
      var calls = new Syscalls(numbers, handle);
      if (!Futex.works(calls)) {
        return null;
      }
      linked = true;
      return calls;
    } catch (IllegalCallerException | UnsupportedOperationException refused) {
      // The JVM was told to refuse native calls, or cannot make them on this machine.
      return null;
    }
  }

  /** Whether this machine should have system calls; says so without linking them. */
  public static boolean expected() {
    return SyscallNumbers.ofThisMachine() != null && !Boolean.getBoolean(PORTABLE);
  }

  /** Whether system calls can be made without any delay. */
  public static boolean isLinked() {
    return linked;
  }

  /** Whether system calls can be made; links them if that has not been done. */
  public static boolean available() {
    return Linked.INSTANCE != null;
  }

  /**
   * The system calls of this machine.
   *
   * @throws UnsupportedOperationException if there are none; see {@link #available()}
   */
  public static Syscalls get() {
    Syscalls calls = Linked.INSTANCE;
    if (calls == null) {
      throw new UnsupportedOperationException(
          "native calls are not available: os="
              + System.getProperty("os.name")
              + ", arch="
              + System.getProperty("os.arch")
              + "; start the JVM with --enable-native-access=ALL-UNNAMED");
    }
    return calls;
  }

  SyscallNumbers numbers() {
    return numbers;
  }

  /** Calls and returns what the kernel does, or the negative number of its error. */
  long call(int number, long a, long b, long c, long d, long e, long f) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(stateLayout);
      long result = invoke(state, number, a, b, c, d, e, f);
      return result == -1 ? -(int) errno.get(state, 0L) : result;
    }
  }

  /** Calls and returns what the kernel does; -1 on any error. Faster than {@link #call}. */
  long callQuickly(int number, long a, long b, long c, long d, long e, long f) {
    return invoke(ignored, number, a, b, c, d, e, f);
  }

  private long invoke(
      MemorySegment state, long number, long a, long b, long c, long d, long e, long f) {
    try {
      return (long) syscall.invokeExact(state, number, a, b, c, d, e, f);
    } catch (RuntimeException | Error e1) {
      throw e1;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** A text as the kernel takes it. */
  static MemorySegment text(Arena arena, String text) {
    return arena.allocateFrom(text);
  }
}
