package dev.procession.internal.ffm;

import java.io.IOException;
import java.lang.foreign.Arena;

/**
 * A file without a name that lives in memory: gone when the last process that has it open or mapped
 * is, and limited by no file system.
 */
public final class MemoryFile {
  private static final int CLOSE_ON_EXEC = 1;

  /** For {@code fallocate}: gives a part back, and the file stays as long as it is. */
  private static final int PUNCH_HOLE_KEEP_SIZE = 3;

  private static final int ENOSPC = 28;
  private static final int ENOMEM = 12;

  private MemoryFile() {}

  /**
   * Makes one, with all of its space reserved: later access never fails for want of it.
   *
   * @param name shown by tools that list the descriptors of a process
   * @param size 0 for a file that grows as it is written
   * @return its descriptor, which the caller {@linkplain Descriptors#close closes}
   */
  public static int create(String name, long size) throws IOException {
    Syscalls calls = Syscalls.get();
    SyscallNumbers numbers = calls.numbers();
    int descriptor;
    try (Arena arena = Arena.ofConfined()) {
      long result =
          calls.call(
              numbers.memfdCreate, Syscalls.text(arena, name).address(), CLOSE_ON_EXEC, 0, 0, 0, 0);
      descriptor = (int) check(result, "memfd_create", size);
    }
    if (size == 0) {
      return descriptor;
    }
    try {
      check(calls.call(numbers.fallocate, descriptor, 0, 0, size, 0, 0), "fallocate", size);
      return descriptor;
    } catch (IOException e) {
      Descriptors.close(descriptor);
      throw e;
    }
  }

  /**
   * Gives the memory of a part of a file back; what is read there next is zeros.
   *
   * @return false if the kernel would not
   */
  public static boolean punch(int descriptor, long offset, long size) {
    Syscalls calls = Syscalls.get();
    return calls.call(
            calls.numbers().fallocate, descriptor, PUNCH_HOLE_KEEP_SIZE, offset, size, 0, 0)
        == 0;
  }

  private static long check(long result, String call, long size) throws IOException {
    if (result == -ENOSPC || result == -ENOMEM) {
      throw new IOException("not enough memory: size=" + size);
    }
    if (result < 0) {
      throw new IOException("call=" + call + ", size=" + size + ", errno=" + -result);
    }
    return result;
  }
}
