package dev.procession.internal.passing;

import dev.procession.internal.ffm.ChannelDescriptors;
import dev.procession.internal.ffm.Descriptors;
import dev.procession.internal.ffm.Descriptors.Access;
import dev.procession.internal.ffm.SocketFacts;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes channels of descriptors that have come from other processes. */
final class ChannelAdoption {
  private ChannelAdoption() {}

  /**
   * Makes a channel, which closes the descriptor when it is closed.
   *
   * @param remote the other end of a socket, which the kernel does not tell any more when that has
   *     broken off; null for other kinds
   * @param position where in a file
   * @throws IOException if none can be made; the descriptor is closed then
   */
  static Channel adopt(
      ChannelKind kind, int descriptor, @Nullable SocketAddress remote, long position)
      throws IOException {
    if (kind == ChannelKind.FILE) {
      return adoptFile(descriptor, position);
    }
    try {
      // For all who share it: see JdkInternals on modes.
      Descriptors.setNonBlocking(descriptor);
      JdkInternals internals = JdkInternals.get();
      return internals == null
          ? StandIns.make(kind, descriptor, remote)
          : make(internals, kind, descriptor, remote);
    } catch (IOException | RuntimeException | Error e) {
      Descriptors.close(descriptor);
      throw e;
    }
  }

  private static Channel make(
      JdkInternals internals, ChannelKind kind, int descriptor, @Nullable SocketAddress remote)
      throws IOException {
    if (kind == ChannelKind.SOURCE) {
      return internals.source(descriptor);
    }
    if (kind == ChannelKind.SINK) {
      return internals.sink(descriptor);
    }
    ProtocolFamily family = SocketFacts.family(descriptor);
    return kind == ChannelKind.LISTENER
        ? internals.listener(descriptor, family)
        : internals.socket(descriptor, family, remote);
  }

  private static FileChannel adoptFile(int descriptor, long position) throws IOException {
    Access access;
    FileChannel file;
    try {
      access = Descriptors.access(descriptor);
      file = openAgain(descriptor, access);
    } catch (IOException | RuntimeException | Error e) {
      Descriptors.close(descriptor);
      throw e;
    }
    // The descriptor is closed by now, and its number may be another's.
    try {
      return access.appending() ? file : file.position(position);
    } catch (IOException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  /** With a position of its own, as no way leads to a channel that shares the sender's. */
  private static FileChannel openAgain(int descriptor, Access access) throws IOException {
    Set<OpenOption> options = new HashSet<>();
    if (access.readable()) {
      options.add(StandardOpenOption.READ);
    }
    if (access.writable()) {
      options.add(access.appending() ? StandardOpenOption.APPEND : StandardOpenOption.WRITE);
    }
    if (access.sync()) {
      options.add(StandardOpenOption.SYNC);
    } else if (access.dataSync()) {
      options.add(StandardOpenOption.DSYNC);
    }
    return ChannelDescriptors.open(descriptor, options.toArray(OpenOption[]::new));
  }
}
