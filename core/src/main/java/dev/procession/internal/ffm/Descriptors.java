package dev.procession.internal.ffm;

import java.io.IOException;

/** Open descriptors of this process as such, whatever is behind them. Used by any thread. */
public final class Descriptors {
  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int O_ACCMODE = 3;
  private static final int O_WRONLY = 1;
  private static final int O_RDWR = 2;
  private static final int O_APPEND = 0x400;
  private static final int O_NONBLOCK = 0x800;
  private static final int O_DSYNC = 0x1000;
  private static final int O_SYNC = 0x100000;
  private static final int O_CLOEXEC = 0x80000;

  private static final int SEEK_CUR = 1;

  private static final int EMFILE = 24;

  private Descriptors() {}

  /**
   * Another descriptor for the same open file or socket, which no process that is started inherits.
   * The caller closes it.
   *
   * @throws IOException if it is not open, or this process has too many
   */
  public static int duplicate(int descriptor) throws IOException {
    return (int) control(descriptor, F_DUPFD_CLOEXEC, 0);
  }

  /**
   * Makes {@code target} a descriptor for what {@code descriptor} is one for, in one step; what it
   * was before is closed.
   *
   * @throws IOException if that cannot be done; nothing is closed then
   */
  public static void replace(int target, int descriptor) throws IOException {
    Syscalls calls = Syscalls.get();
    check(calls.call(calls.numbers().dup3, descriptor, target, O_CLOEXEC, 0, 0, 0), descriptor);
  }

  /**
   * Has calls return instead of wait in the kernel. All who have the same file or socket open by
   * such a duplicate share that.
   */
  public static void setNonBlocking(int descriptor) throws IOException {
    control(descriptor, F_SETFL, control(descriptor, F_GETFL, 0) | O_NONBLOCK);
  }

  /** Whether calls return instead of wait; false if that cannot be told. */
  static boolean isNonBlocking(int descriptor) {
    try {
      return (control(descriptor, F_GETFL, 0) & O_NONBLOCK) != 0;
    } catch (IOException notOpen) {
      return false;
    }
  }

  /**
   * How a file is open.
   *
   * @param readable whether it can be read
   * @param writable whether it can be written
   * @param appending whether what is written goes to its end
   * @param sync whether a write returns when the storage has the data and what is told of them
   * @param dataSync whether it returns when the storage has the data
   */
  public record Access(
      boolean readable, boolean writable, boolean appending, boolean sync, boolean dataSync) {}

  /** How the file behind a descriptor is open. */
  public static Access access(int descriptor) throws IOException {
    long flags = control(descriptor, F_GETFL, 0);
    int mode = (int) flags & O_ACCMODE;
    return new Access(
        mode != O_WRONLY,
        mode == O_WRONLY || mode == O_RDWR,
        (flags & O_APPEND) != 0,
        (flags & O_SYNC) != 0,
        (flags & O_DSYNC) != 0);
  }

  /** Where in its file a descriptor is. */
  public static long position(int descriptor) throws IOException {
    Syscalls calls = Syscalls.get();
    return check(calls.call(calls.numbers().lseek, descriptor, 0, SEEK_CUR, 0, 0, 0), descriptor);
  }

  /** Closes one. */
  public static void close(int descriptor) {
    Syscalls calls = Syscalls.get();
    calls.call(calls.numbers().close, descriptor, 0, 0, 0, 0, 0);
  }

  private static long control(int descriptor, int command, long argument) throws IOException {
    Syscalls calls = Syscalls.get();
    return check(
        calls.call(calls.numbers().fcntl, descriptor, command, argument, 0, 0, 0), descriptor);
  }

  private static long check(long result, int descriptor) throws IOException {
    if (result == -EMFILE) {
      throw new IOException(
          "too many open files; raise the limit (ulimit -n): descriptor=" + descriptor);
    }
    if (result < 0) {
      throw new IOException("descriptor=" + descriptor + ", errno=" + -result);
    }
    return result;
  }
}
