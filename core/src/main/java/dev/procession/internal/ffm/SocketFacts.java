package dev.procession.internal.ffm;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;

/** What has to be known of a socket before a channel can be made of its descriptor. */
public final class SocketFacts {
  private static final int LONGEST_NAME = 128;
  private static final int DATAGRAM_CLOEXEC = 2 | 0x80000;

  private SocketFacts() {}

  /**
   * The family, in the JDK's terms.
   *
   * @throws IOException if it is no socket, or of none that the JDK has
   */
  public static ProtocolFamily family(int descriptor) throws IOException {
    long family = SocketNames.family(descriptor);
    if (family == SocketNames.AF_INET) {
      return StandardProtocolFamily.INET;
    }
    if (family == SocketNames.AF_INET6) {
      return StandardProtocolFamily.INET6;
    }
    if (family == SocketNames.AF_UNIX) {
      return StandardProtocolFamily.UNIX;
    }
    throw new IOException("not a socket that Java knows: family=" + family);
  }

  /**
   * Makes a socket for datagrams that has the same family and name as a connected one. It can be
   * connected to any address without a packet being sent, and then has the names of the other at
   * both ends. Its name may be in use; then it has none.
   *
   * @return its descriptor, which the caller closes
   */
  public static int namesake(int descriptor) throws IOException {
    Syscalls calls = Syscalls.get();
    SyscallNumbers numbers = calls.numbers();
    long family = SocketNames.family(descriptor);
    long made = calls.call(numbers.socket, family, DATAGRAM_CLOEXEC, 0, 0, 0, 0);
    if (made < 0) {
      throw new IOException("call=socket, family=" + family + ", errno=" + -made);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(LONGEST_NAME, 8);
      MemorySegment size = arena.allocateFrom(JAVA_INT, LONGEST_NAME);
      calls.callQuickly(numbers.getsockname, descriptor, name.address(), size.address(), 0, 0, 0);
      calls.callQuickly(numbers.bind, made, name.address(), size.get(JAVA_INT, 0), 0, 0, 0);
    }
    return (int) made;
  }
}
