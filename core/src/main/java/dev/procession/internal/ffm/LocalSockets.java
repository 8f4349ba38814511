package dev.procession.internal.ffm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * Unix-domain sockets in the kernel's abstract name space, which the JDK has no way to: there is no
 * file, so nothing is left of them when their process ends, however it does. Nothing here waits.
 *
 * <p>Any user of the machine may connect to such a name, so both sides ask who the other is.
 */
public final class LocalSockets {
  private static final int AF_UNIX = 1;
  private static final int STREAM_NONBLOCK_CLOEXEC = 1 | 0x800 | 0x80000;
  private static final int NONBLOCK_CLOEXEC = 0x800 | 0x80000;
  private static final int SO_PEERCRED = 17;
  private static final int EINTR = 4;
  private static final int EAGAIN = 11;

  private LocalSockets() {}

  /**
   * Listens at a name.
   *
   * @return the descriptor, which the caller closes
   */
  public static int listen(String name, int backlog) throws IOException {
    Syscalls calls = Syscalls.get();
    int socket = open();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = address(arena, name);
      check(
          calls.call(calls.numbers().bind, socket, address.address(), address.byteSize(), 0, 0, 0),
          "bind",
          name);
      check(calls.call(calls.numbers().listen, socket, backlog, 0, 0, 0, 0), "listen", name);
      return socket;
    } catch (IOException e) {
      Descriptors.close(socket);
      throw e;
    }
  }

  /**
   * Connects to who listens at a name.
   *
   * @return the descriptor, which the caller closes; -1 if too many want to
   * @throws IOException if nobody listens
   */
  public static int connect(String name) throws IOException {
    Syscalls calls = Syscalls.get();
    int socket = open();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = address(arena, name);
      long result;
      do {
        result =
            calls.call(
                calls.numbers().connect, socket, address.address(), address.byteSize(), 0, 0, 0);
      } while (result == -EINTR);
      if (result == -EAGAIN) {
        Descriptors.close(socket);
        return -1;
      }
      check(result, "connect", name);
      return socket;
    } catch (IOException e) {
      Descriptors.close(socket);
      throw e;
    }
  }

  /** The next who has connected; -1 if there is none, or no descriptor for it. */
  public static int accept(int listener) {
    Syscalls calls = Syscalls.get();
    return (int) calls.callQuickly(calls.numbers().accept4, listener, 0, 0, NONBLOCK_CLOEXEC, 0, 0);
  }

  /** Whether a process of this user is at the other end. */
  public static boolean isOwn(int socket) {
    Syscalls calls = Syscalls.get();
    long user = calls.callQuickly(calls.numbers().geteuid, 0, 0, 0, 0, 0, 0);
    long credentials = SocketNames.option(socket, SO_PEERCRED);
    return credentials != -1 && credentials >>> Integer.SIZE == user;
  }

  private static int open() throws IOException {
    Syscalls calls = Syscalls.get();
    return (int)
        check(
            calls.call(calls.numbers().socket, AF_UNIX, STREAM_NONBLOCK_CLOEXEC, 0, 0, 0, 0),
            "socket",
            "");
  }

  private static MemorySegment address(Arena arena, String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    MemorySegment address = arena.allocate(Short.BYTES + 1L + text.length, Short.BYTES);
    address.set(JAVA_SHORT, 0, (short) AF_UNIX);
    // A zero in front of the name makes it abstract.
    MemorySegment.copy(text, 0, address, JAVA_BYTE, Short.BYTES + 1L, text.length);
    return address;
  }

  private static long check(long result, String call, String name) throws IOException {
    if (result < 0) {
      throw new IOException("call=" + call + ", name=" + name + ", errno=" + -result);
    }
    return result;
  }
}
