package dev.procession.internal.ffm;

import static dev.procession.internal.ffm.MessageLayout.CONTROL;
import static dev.procession.internal.ffm.MessageLayout.CONTROL_DATA;
import static dev.procession.internal.ffm.MessageLayout.CONTROL_LENGTH;
import static dev.procession.internal.ffm.MessageLayout.CONTROL_LEVEL;
import static dev.procession.internal.ffm.MessageLayout.CONTROL_SIZE;
import static dev.procession.internal.ffm.MessageLayout.CONTROL_TYPE;
import static dev.procession.internal.ffm.MessageLayout.FLAGS;
import static dev.procession.internal.ffm.MessageLayout.HEADER_SIZE;
import static dev.procession.internal.ffm.MessageLayout.IOVEC;
import static dev.procession.internal.ffm.MessageLayout.IOVEC_BASE;
import static dev.procession.internal.ffm.MessageLayout.IOVEC_COUNT;
import static dev.procession.internal.ffm.MessageLayout.IOVEC_LENGTH;
import static dev.procession.internal.ffm.MessageLayout.IOVEC_SIZE;
import static dev.procession.internal.ffm.MessageLayout.MSG_CMSG_CLOEXEC;
import static dev.procession.internal.ffm.MessageLayout.MSG_CTRUNC;
import static dev.procession.internal.ffm.MessageLayout.MSG_DONTWAIT;
import static dev.procession.internal.ffm.MessageLayout.MSG_NOSIGNAL;
import static dev.procession.internal.ffm.MessageLayout.SCM_RIGHTS;
import static dev.procession.internal.ffm.MessageLayout.SOL_SOCKET;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends open descriptors to another process over a connected Unix-domain socket, which is named by
 * its own number; see {@link ChannelDescriptors}.
 *
 * <p>The receiver gets numbers of its own for the same open files, sockets or pipes, and both sides
 * close theirs without regard to the other. They travel with at least one byte of data: the first
 * byte of a send carries them, and a receive never reads past bytes that carry others.
 *
 * <p>Nothing here waits in the kernel unless it says so, whatever the mode of the socket. Any
 * thread may call; one at a time in each direction.
 */
public final class DescriptorPassing {
  /** The most descriptors that one send takes. */
  public static final int MOST = 253;

  private static final int EINTR = 4;
  private static final int EAGAIN = 11;
  private static final int EPIPE = 32;
  private static final int ECONNRESET = 104;
  private static final int ETOOMANYREFS = 109;

  private DescriptorPassing() {}

  /**
   * What has come.
   *
   * @param bytes how many; 0 if there is nothing yet, -1 at the end of the stream
   * @param descriptors in the order in which they were sent. They are the caller's to close, and
   *     not inherited by processes that it starts
   */
  public record Received(int bytes, List<Integer> descriptors) {
    /** Closes them all. */
    public void close() {
      descriptors.forEach(Descriptors::close);
    }
  }

  /**
   * Sends the remaining data, or a part of it, and all the descriptors with its first byte.
   *
   * @return how many bytes went; 0 if there was no room, and then nothing has been sent
   * @throws IllegalArgumentException if there is no data, or more than {@link #MOST} descriptors
   * @throws IOException if the other side is gone or a descriptor is not open; nothing has been
   *     sent then
   */
  public static int send(int socket, ByteBuffer data, List<Integer> descriptors)
      throws IOException {
    int length = data.remaining();
    if (length == 0 || descriptors.size() > MOST) {
      throw new IllegalArgumentException(
          "data must not be empty and descriptors at most "
              + MOST
              + ": bytes="
              + length
              + ", descriptors="
              + descriptors.size());
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(length);
      bytes.copyFrom(MemorySegment.ofBuffer(data));
      MemorySegment control = MemorySegment.NULL;
      if (!descriptors.isEmpty()) {
        control =
            arena.allocate(MessageLayout.controlSpace(descriptors.size()), JAVA_LONG.byteSize());
        control.set(JAVA_LONG, CONTROL_LENGTH, CONTROL_DATA + 4L * descriptors.size());
        control.set(JAVA_INT, CONTROL_LEVEL, SOL_SOCKET);
        control.set(JAVA_INT, CONTROL_TYPE, SCM_RIGHTS);
        for (int i = 0; i < descriptors.size(); i++) {
          control.set(JAVA_INT, CONTROL_DATA + 4L * i, descriptors.get(i));
        }
      }
      MemorySegment header = header(arena, bytes, control);
      Syscalls calls = Syscalls.get();
      long sent = retried(calls.numbers().sendmsg, socket, header, MSG_NOSIGNAL | MSG_DONTWAIT);
      if (sent == -EAGAIN) {
        return 0;
      }
      if (sent < 0) {
        throw failure("sendmsg", socket, -sent);
      }
      data.position(data.position() + (int) sent);
      return (int) sent;
    }
  }

  /**
   * Receives what there is.
   *
   * @param into takes the data; must have room
   * @param most how many descriptors may come with it
   * @throws IllegalArgumentException if there is no room, or {@code most} is not from 0 to {@link
   *     #MOST}
   * @throws IOException if more descriptors came than may, or than this process can have open.
   *     Those that came are closed then, and the data that came with them is lost
   */
  public static Received receive(int socket, ByteBuffer into, int most) throws IOException {
    int length = into.remaining();
    if (length == 0 || most < 0 || most > MOST) {
      throw new IllegalArgumentException(
          "there must be room, for 0 to "
              + MOST
              + " descriptors: room="
              + length
              + ", most="
              + most);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(length);
      MemorySegment control =
          arena.allocate(MessageLayout.controlSpace(most), JAVA_LONG.byteSize());
      MemorySegment header = header(arena, bytes, control);
      Syscalls calls = Syscalls.get();
      long count =
          retried(calls.numbers().recvmsg, socket, header, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
      if (count == -EAGAIN) {
        return new Received(0, List.of());
      }
      if (count < 0) {
        throw failure("recvmsg", socket, -count);
      }
      List<Integer> descriptors = descriptors(header, control);
      // The padding behind the room for an odd number may have held one more.
      boolean tooMany = descriptors.size() > most;
      if (tooMany || (header.get(JAVA_INT, FLAGS) & MSG_CTRUNC) != 0) {
        descriptors.forEach(Descriptors::close);
        throw new IOException(
            "more descriptors came than could be taken: socket="
                + socket
                + ", most="
                + most
                + ", arrived="
                + descriptors.size()
                + "; expect as many as are sent, or raise the limit of open files (ulimit -n)");
      }
      if (count == 0) {
        return new Received(-1, descriptors);
      }
      MemorySegment.ofBuffer(into).copyFrom(bytes.asSlice(0, count));
      into.position(into.position() + (int) count);
      return new Received((int) count, List.copyOf(descriptors));
    }
  }

  private static MemorySegment header(Arena arena, MemorySegment bytes, MemorySegment control) {
    MemorySegment iovec = arena.allocate(IOVEC_SIZE, JAVA_LONG.byteSize());
    iovec.set(JAVA_LONG, IOVEC_BASE, bytes.address());
    iovec.set(JAVA_LONG, IOVEC_LENGTH, bytes.byteSize());
    MemorySegment header = arena.allocate(HEADER_SIZE, JAVA_LONG.byteSize());
    header.set(JAVA_LONG, IOVEC, iovec.address());
    header.set(JAVA_LONG, IOVEC_COUNT, 1);
    header.set(JAVA_LONG, CONTROL, control.address());
    header.set(JAVA_LONG, CONTROL_SIZE, control.byteSize());
    return header;
  }

  /** All that are in the control data that came, whatever else is there. */
  private static List<Integer> descriptors(MemorySegment header, MemorySegment control) {
    List<Integer> found = new ArrayList<>();
    long size = Math.min(header.get(JAVA_LONG, CONTROL_SIZE), control.byteSize());
    long at = 0;
    while (at + CONTROL_DATA <= size) {
      long length = Math.min(control.get(JAVA_LONG, at + CONTROL_LENGTH), size - at);
      if (length < CONTROL_DATA) {
        break;
      }
      if (control.get(JAVA_INT, at + CONTROL_LEVEL) == SOL_SOCKET
          && control.get(JAVA_INT, at + CONTROL_TYPE) == SCM_RIGHTS) {
        for (long i = at + CONTROL_DATA; i + Integer.BYTES <= at + length; i += Integer.BYTES) {
          found.add(control.get(JAVA_INT, i));
        }
      }
      at += MessageLayout.aligned(length);
    }
    return found;
  }

  private static long retried(int call, int socket, MemorySegment header, int flags) {
    Syscalls calls = Syscalls.get();
    long result;
    do {
      result = calls.call(call, socket, header.address(), flags, 0, 0, 0);
    } while (result == -EINTR);
    return result;
  }

  private static IOException failure(String call, int socket, long errno) {
    String what = "call=" + call + ", socket=" + socket + ", errno=" + errno;
    if (errno == EPIPE || errno == ECONNRESET) {
      var gone = new EOFException("the other side is gone: " + what);
      return gone;
    }
    return errno == ETOOMANYREFS
        ? new IOException(
            "too many descriptors are on their way; raise the limit of open files (ulimit -n): "
                + what)
        : new IOException(what);
  }

  /** Waits until there is something to receive, which may be the end. See {@link #awaitRoom}. */
  public static boolean awaitData(int socket, Duration limit) throws InterruptedException {
    return Polling.await(socket, Polling.READABLE, limit);
  }

  /**
   * Waits until there is room to send, or the other side is gone. On a virtual thread this looks at
   * the socket now and then.
   *
   * @return whether there is; false if the time is up
   * @throws InterruptedException if the thread is interrupted, noticed within a tenth of a second
   */
  public static boolean awaitRoom(int socket, Duration limit) throws InterruptedException {
    return Polling.await(socket, Polling.WRITABLE, limit);
  }
}
