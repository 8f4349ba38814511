package dev.procession.internal.ffm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/** What the kernel says about a socket, in the terms of the JDK. */
final class SocketNames {
  static final int SO_REUSEADDR = 2;
  static final int SO_RCVBUF = 8;
  static final int SO_LINGER = 13;

  private static final int SOL_SOCKET = 1;
  private static final int SO_TYPE = 3;
  private static final int SO_ACCEPTCONN = 30;
  private static final int SO_DOMAIN = 39;
  private static final int SOCK_STREAM = 1;

  static final int AF_UNIX = 1;
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;

  private static final int ROOM = 128;
  private static final int PORT = 2;
  private static final int ADDRESS_4 = 4;
  private static final int ADDRESS_6 = 8;
  private static final int PATH = 2;

  /** That of the names which the JDK hands to the kernel. */
  private static final Charset NAMES =
      Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

  private SocketNames() {}

  /** The name of this end of the socket; null if it has none that we know, or is no socket. */
  static @Nullable SocketAddress local(int descriptor) {
    return name(Syscalls.get().numbers().getsockname, descriptor);
  }

  /** The name of the other end; null as well if there is no other end. */
  static @Nullable SocketAddress remote(int descriptor) {
    return name(Syscalls.get().numbers().getpeername, descriptor);
  }

  static boolean isStream(int descriptor) {
    return option(descriptor, SO_TYPE) == SOCK_STREAM;
  }

  static boolean isListening(int descriptor) {
    return option(descriptor, SO_ACCEPTCONN) == 1;
  }

  /** The family of a socket, as the kernel numbers them; -1 if it is no socket. */
  static long family(int descriptor) {
    return option(descriptor, SO_DOMAIN);
  }

  /** The bits of an option of up to eight bytes; -1 if there is no such thing. */
  static long option(int descriptor, int option) {
    Syscalls calls = Syscalls.get();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(8, 8);
      MemorySegment size = arena.allocateFrom(JAVA_INT, 8);
      long result =
          calls.callQuickly(
              calls.numbers().getsockopt,
              descriptor,
              SOL_SOCKET,
              option,
              value.address(),
              size.address(),
              0);
      return result < 0 ? -1 : value.get(JAVA_LONG, 0);
    }
  }

  private static @Nullable SocketAddress name(int call, int descriptor) {
    Syscalls calls = Syscalls.get();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(ROOM, 8);
      MemorySegment size = arena.allocateFrom(JAVA_INT, ROOM);
      if (calls.callQuickly(call, descriptor, name.address(), size.address(), 0, 0, 0) < 0) {
        return null;
      }
      return parse(name.asSlice(0, Math.min(ROOM, size.get(JAVA_INT, 0))));
    }
  }

  private static @Nullable SocketAddress parse(MemorySegment name) {
    if (name.byteSize() < Short.BYTES) {
      return null;
    }
    return switch (name.get(JAVA_SHORT, 0)) {
      case AF_INET -> internet(name, ADDRESS_4, 4);
      case AF_INET6 -> internet(name, ADDRESS_6, 16);
      case AF_UNIX -> UnixDomainSocketAddress.of(path(name));
      default -> null;
    };
  }

  private static InetSocketAddress internet(MemorySegment name, int offset, int length) {
    int port =
        Byte.toUnsignedInt(name.get(JAVA_BYTE, PORT)) << Byte.SIZE
            | Byte.toUnsignedInt(name.get(JAVA_BYTE, PORT + 1));
    byte[] address = name.asSlice(offset, length).toArray(JAVA_BYTE);
    try {
      // As in the JDK, an address of version 4 in one of version 6 becomes what it is.
      return new InetSocketAddress(InetAddress.getByAddress(address), port);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Empty for a socket without a name, and for one in the abstract name space. */
  private static String path(MemorySegment name) {
    byte[] bytes = name.asSlice(PATH).toArray(JAVA_BYTE);
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    return new String(bytes, 0, length, NAMES);
  }
}
