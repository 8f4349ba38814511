package dev.procession.internal.ffm;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NetworkChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The descriptors of this process behind channels of the JDK, which does not tell their numbers.
 *
 * <p>A socket is found by its names. Where several have the same, as all connections that one
 * Unix-domain socket has accepted do, an option is changed for a moment that means nothing to them,
 * and the socket that has changed is it. A file is found by a lock of one byte, far beyond its end,
 * that the kernel then shows at the descriptor.
 *
 * <p>The number is good as long as the channel is open, so whoever asks must keep it from being
 * closed. Needs {@code /proc} and takes some tens of microseconds for each open descriptor.
 */
public final class ChannelDescriptors {
  private static final Path OPEN = Path.of("/proc/self/fd");
  private static final Path DETAILS = Path.of("/proc/self/fdinfo");

  /** Locks are that far out; nobody's file is so large. */
  private static final long FAR = 1L << 62;

  private static final int SOME_SECONDS = 12_345;
  private static final int SMALL = 4096;

  private ChannelDescriptors() {}

  /**
   * The descriptor of a connected socket.
   *
   * @throws ClosedChannelException if it is closed
   * @throws IOException if it is not connected, or cannot be told from others
   */
  public static int of(SocketChannel channel) throws IOException {
    return uninterrupted(() -> find(channel));
  }

  /**
   * The descriptor of a listening socket.
   *
   * @throws ClosedChannelException if it is closed
   * @throws IOException if it is not bound, or cannot be told from others
   */
  public static int of(ServerSocketChannel channel) throws IOException {
    return uninterrupted(() -> find(channel));
  }

  /**
   * The descriptor of a file; not that of a pipe or device.
   *
   * @throws ClosedChannelException if it is closed
   * @throws IOException if it cannot be told, as when somebody has locked the whole file
   */
  public static int of(FileChannel channel) throws IOException {
    return uninterrupted(() -> find(channel));
  }

  /**
   * The descriptor of a socket that has just been made and is not connected.
   *
   * @throws IOException if it cannot be told from others
   */
  public static int ofUnconnected(SocketChannel channel) throws IOException {
    return uninterrupted(() -> findUnconnected(channel));
  }

  /**
   * The descriptor of one end of a pipe, which is found by the mode that it is in: changed for a
   * moment, so no other thread should be reading or writing.
   *
   * @throws ClosedChannelException if it is closed
   * @throws IOException if it cannot be told, as when it is registered with a selector
   */
  public static int of(SelectableChannel end) throws IOException {
    return uninterrupted(() -> findPipe(end));
  }

  /**
   * Makes a channel of a descriptor, which it takes over and closes. The channel has the same file
   * or pipe open once more: with a position of its own, and with the access that {@code options}
   * say, as far as the file's permissions allow it. Not for sockets.
   *
   * @throws IOException if it cannot be opened so; the descriptor is still the caller's then
   */
  public static FileChannel open(int descriptor, OpenOption... options) throws IOException {
    FileChannel channel = FileChannel.open(OPEN.resolve(Integer.toString(descriptor)), options);
    Descriptors.close(descriptor);
    return channel;
  }

  /** A channel that an interrupted thread uses is closed by it. */
  private static int uninterrupted(Callable<Integer> search) throws IOException {
    boolean interrupted = Thread.interrupted();
    // One search at a time, since they change options and look who is changed.
    synchronized (ChannelDescriptors.class) {
      try {
        return search.call();
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Exception impossible) {
        throw new IllegalStateException(impossible);
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  // ---- sockets ----------------------------------------------------------------------------------

  private static int find(SocketChannel channel) throws IOException {
    @Nullable SocketAddress local = channel.getLocalAddress();
    @Nullable SocketAddress remote = channel.getRemoteAddress();
    if (local == null || remote == null) {
      throw new IOException("the socket is not connected: channel=" + channel);
    }
    List<Integer> same = new ArrayList<>();
    for (int descriptor : descriptors("socket:")) {
      if (SocketNames.isStream(descriptor)
          && !SocketNames.isListening(descriptor)
          && local.equals(SocketNames.local(descriptor))
          && isOrWas(remote, SocketNames.remote(descriptor))) {
        same.add(descriptor);
      }
    }
    return same.size() < 2 ? only(same, channel) : lingering(same, channel);
  }

  /** The kernel forgets the other end of a connection that this has reset. */
  private static boolean isOrWas(SocketAddress remote, @Nullable SocketAddress known) {
    return known == null || remote.equals(known);
  }

  private static int findUnconnected(SocketChannel channel) throws IOException {
    List<Integer> same = new ArrayList<>();
    for (int descriptor : descriptors("socket:")) {
      if (SocketNames.isStream(descriptor)
          && !SocketNames.isListening(descriptor)
          && SocketNames.remote(descriptor) == null) {
        same.add(descriptor);
      }
    }
    return lingering(same, channel);
  }

  private static int lingering(List<Integer> same, SocketChannel channel) throws IOException {
    // Unix-domain sockets take no notice of it, and others with equal names are one and the same.
    int before = channel.getOption(StandardSocketOptions.SO_LINGER);
    int other = before == SOME_SECONDS ? SOME_SECONDS + 1 : SOME_SECONDS;
    return changed(
        same, SocketNames.SO_LINGER, channel, StandardSocketOptions.SO_LINGER, other, before);
  }

  private static int find(ServerSocketChannel channel) throws IOException {
    @Nullable SocketAddress local = channel.getLocalAddress();
    if (local == null) {
      throw new IOException("the socket is not bound: channel=" + channel);
    }
    List<Integer> same = new ArrayList<>();
    for (int descriptor : descriptors("socket:")) {
      if (SocketNames.isStream(descriptor)
          && SocketNames.isListening(descriptor)
          && local.equals(SocketNames.local(descriptor))) {
        same.add(descriptor);
      }
    }
    if (same.size() < 2) {
      return only(same, channel);
    }
    if (channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEADDR)) {
      // It has done what it does when the socket was bound.
      boolean before = channel.getOption(StandardSocketOptions.SO_REUSEADDR);
      return changed(
          same,
          SocketNames.SO_REUSEADDR,
          channel,
          StandardSocketOptions.SO_REUSEADDR,
          !before,
          before);
    }
    // Of Unix-domain sockets only the sender's room counts.
    int before = channel.getOption(StandardSocketOptions.SO_RCVBUF);
    int other = before == SMALL ? 2 * SMALL : SMALL;
    return changed(
        same, SocketNames.SO_RCVBUF, channel, StandardSocketOptions.SO_RCVBUF, other, before);
  }

  /** The one of several sockets whose option changes with that of the channel. */
  private static <T> int changed(
      List<Integer> among,
      int number,
      NetworkChannel channel,
      SocketOption<T> option,
      T other,
      T before)
      throws IOException {
    Map<Integer, Long> values = new HashMap<>();
    among.forEach(descriptor -> values.put(descriptor, SocketNames.option(descriptor, number)));
    List<Integer> found = new ArrayList<>(among);
    channel.setOption(option, other);
    try {
      found.removeIf(d -> Objects.equals(values.get(d), SocketNames.option(d, number)));
    } finally {
      channel.setOption(option, before);
    }
    // More than one are copies of the same descriptor: any will do.
    return only(found.subList(0, Math.min(1, found.size())), channel);
  }

  // ---- pipes ------------------------------------------------------------------------------------

  private static int findPipe(SelectableChannel end) throws IOException {
    synchronized (end.blockingLock()) {
      boolean blocking = end.isBlocking();
      if (end.isRegistered()) {
        throw new IOException(
            "the descriptor of a pipe that is registered with a selector cannot be told; send it"
                + " before that: channel="
                + end);
      }
      List<Integer> pipes = descriptors("pipe:");
      List<Boolean> before = pipes.stream().map(Descriptors::isNonBlocking).toList();
      List<Integer> found = new ArrayList<>();
      end.configureBlocking(!blocking);
      try {
        for (int i = 0; i < pipes.size(); i++) {
          if (Descriptors.isNonBlocking(pipes.get(i)) != before.get(i)) {
            found.add(pipes.get(i));
          }
        }
      } finally {
        end.configureBlocking(blocking);
      }
      // Copies of the same descriptor have their mode in common: any will do.
      return only(found.subList(0, Math.min(1, found.size())), end);
    }
  }

  // ---- files ------------------------------------------------------------------------------------

  private static int find(FileChannel channel) throws IOException {
    long mark = FAR + ThreadLocalRandom.current().nextLong(FAR / 2);
    try (FileLock lock = lock(channel, mark)) {
      List<Integer> found = new ArrayList<>();
      for (int descriptor : lock == null ? List.<Integer>of() : descriptors("/")) {
        if (details(descriptor).contains(" " + mark + " " + mark)) {
          found.add(descriptor);
          break;
        }
      }
      return only(found, channel);
    } catch (OverlappingFileLockException allOfIt) {
      throw new IOException(
          "the descriptor of a file that is locked as a whole cannot be told; lock a part of it:"
              + " channel="
              + channel,
          allOfIt);
    }
  }

  private static @Nullable FileLock lock(FileChannel channel, long at) throws IOException {
    try {
      return channel.tryLock(at, 1, false);
    } catch (NonWritableChannelException readOnly) {
      return channel.tryLock(at, 1, true);
    }
  }

  private static String details(int descriptor) {
    try {
      return Files.readString(DETAILS.resolve(Integer.toString(descriptor)));
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }

  // ---- both -------------------------------------------------------------------------------------

  private static int only(List<Integer> found, Object channel) throws IOException {
    if (found.size() != 1) {
      throw new IOException(
          "the descriptor of a channel cannot be told: channel="
              + channel
              + ", candidates="
              + found);
    }
    return found.getFirst();
  }

  /** All descriptors of this process whose target begins so. */
  private static List<Integer> descriptors(String target) throws IOException {
    List<Integer> all = new ArrayList<>();
    try (DirectoryStream<Path> open = Files.newDirectoryStream(OPEN)) {
      for (Path descriptor : open) {
        try {
          if (Files.readSymbolicLink(descriptor).toString().startsWith(target)) {
            all.add(Integer.valueOf(String.valueOf(descriptor.getFileName())));
          }
        } catch (IOException closedMeanwhile) {
          // Then it is not the one looked for.
        }
      }
    }
    return all;
  }
}
