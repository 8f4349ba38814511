package dev.procession.internal.passing;

import dev.procession.internal.ffm.DescriptorPassing;
import dev.procession.internal.ffm.DescriptorPassing.Received;
import dev.procession.internal.ffm.Descriptors;
import dev.procession.internal.ffm.LocalSockets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The receiver's side of {@link DeskProtocol}. An interrupt is left for later. */
final class DeskVisit {
  private static final long PAUSE_NANOS = 2_000_000;

  private DeskVisit() {}

  /**
   * Fetches the descriptor of a ticket, which the caller closes.
   *
   * @throws ChannelTravelException if it is not handed out
   */
  static int fetch(ChannelTicket ticket) throws IOException {
    int socket = connect(ticket);
    try {
      ByteBuffer number = ByteBuffer.allocate(DeskProtocol.NUMBER_SIZE);
      number.putLong(ticket.high()).putLong(ticket.low()).flip();
      DescriptorPassing.send(socket, number, List.of());
      ByteBuffer answer = ByteBuffer.allocate(1);
      Received received = receive(ticket, socket, answer);
      if (received.bytes() == 1 && answer.get(0) == DeskProtocol.UNKNOWN) {
        received.close();
        throw gone(ticket, null);
      }
      if (received.bytes() != 1
          || answer.get(0) != DeskProtocol.HERE
          || received.descriptors().size() != 1) {
        received.close();
        throw new ChannelTravelException(
            "no descriptor came for a channel: bytes="
                + received.bytes()
                + ", descriptors="
                + received.descriptors().size()
                + ", "
                + describe(ticket),
            null);
      }
      thank(socket);
      return received.descriptors().getFirst();
    } finally {
      Descriptors.close(socket);
    }
  }

  private static int connect(ChannelTicket ticket) throws IOException {
    long end = System.nanoTime() + DeskProtocol.PATIENCE.toNanos();
    try {
      int socket = LocalSockets.connect(ticket.desk());
      while (socket < 0 && System.nanoTime() - end < 0) {
        LockSupport.parkNanos(PAUSE_NANOS);
        socket = LocalSockets.connect(ticket.desk());
      }
      if (socket >= 0 && LocalSockets.isOwn(socket)) {
        return socket;
      }
      if (socket >= 0) {
        Descriptors.close(socket);
      }
    } catch (IOException nobodyListens) {
      throw gone(ticket, nobodyListens);
    }
    throw silent(ticket);
  }

  private static Received receive(ChannelTicket ticket, int socket, ByteBuffer answer)
      throws IOException {
    boolean interrupted = false;
    try {
      long end = System.nanoTime() + DeskProtocol.PATIENCE.toNanos();
      while (true) {
        try {
          DescriptorPassing.awaitData(socket, Duration.ofNanos(end - System.nanoTime()));
          Received received = DescriptorPassing.receive(socket, answer, 1);
          if (received.bytes() != 0) {
            return received;
          }
          if (System.nanoTime() - end >= 0) {
            throw silent(ticket);
          }
        } catch (InterruptedException later) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void thank(int socket) {
    try {
      DescriptorPassing.send(socket, ByteBuffer.wrap(new byte[] {DeskProtocol.THANKS}), List.of());
    } catch (IOException senderHasEndedSince) {
      // The descriptor is here.
    }
  }

  private static ChannelTravelException gone(ChannelTicket ticket, @Nullable IOException cause) {
    return new ChannelTravelException(
        "the sender of a channel does not have it for us any more: it has ended, or another process"
            + " has fetched it, or it was not fetched in time (keep="
            + ChannelDesk.keep()
            + "): "
            + describe(ticket)
            + "; keep the channel open in the sender until it has arrived",
        cause);
  }

  private static ChannelTravelException silent(ChannelTicket ticket) {
    return new ChannelTravelException(
        "the sender of a channel does not answer: "
            + describe(ticket)
            + ", waited="
            + DeskProtocol.PATIENCE,
        null);
  }

  private static String describe(ChannelTicket ticket) {
    return "kind=" + ticket.kind() + ", pid=" + ticket.pid();
  }
}
