package dev.procession.internal.ffm;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;

/** A descriptor that can be read once {@link #ring} was called: gets a thread out of a poll. */
public final class WakeUp implements AutoCloseable {
  private static final int NONBLOCK_CLOEXEC = 0x800 | 0x80000;

  private final int descriptor;

  /**
   * Makes one.
   *
   * @throws IOException if this process has too many descriptors
   */
  public WakeUp() throws IOException {
    Syscalls calls = Syscalls.get();
    long made = calls.call(calls.numbers().eventfd2, 0, NONBLOCK_CLOEXEC, 0, 0, 0, 0);
    if (made < 0) {
      throw new IOException("call=eventfd2, errno=" + -made);
    }
    descriptor = (int) made;
  }

  /** What to poll. */
  public int descriptor() {
    return descriptor;
  }

  /** Makes it readable. */
  public void ring() {
    Syscalls calls = Syscalls.get();
    try (Arena arena = Arena.ofConfined()) {
      calls.callQuickly(
          calls.numbers().write,
          descriptor,
          arena.allocateFrom(JAVA_LONG, 1).address(),
          Long.BYTES,
          0,
          0,
          0);
    }
  }

  /** Nobody may poll it any more. */
  @Override
  public void close() {
    Descriptors.close(descriptor);
  }
}
