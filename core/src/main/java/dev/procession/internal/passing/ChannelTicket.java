package dev.procession.internal.passing;

import dev.procession.internal.ffm.Descriptors;
import dev.procession.internal.ffm.Syscalls;
import java.io.IOException;
import java.io.Serializable;
import java.net.SocketAddress;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * What is sent in place of a channel: against it, once, the desk of the sender hands out the
 * descriptor.
 */
public final class ChannelTicket implements Serializable {
  private static final long serialVersionUID = 1;

  private final ChannelKind kind;
  private final String desk;
  private final long pid;
  private final long high;
  private final long low;
  private final @Nullable SocketAddress remote;
  private final long position;

  ChannelTicket(
      ChannelKind kind,
      String desk,
      long pid,
      long high,
      long low,
      @Nullable SocketAddress remote,
      long position) {
    this.kind = kind;
    this.desk = desk;
    this.pid = pid;
    this.high = high;
    this.low = low;
    this.remote = remote;
    this.position = position;
  }

  /** The kind of channel. */
  public ChannelKind kind() {
    return kind;
  }

  /** The name at which the sender's desk listens. */
  public String desk() {
    return desk;
  }

  /** The sender, for messages. */
  public long pid() {
    return pid;
  }

  /** Half of a number that nobody else can know. */
  public long high() {
    return high;
  }

  /** The other half. */
  public long low() {
    return low;
  }

  /** The other end of a socket; null for other kinds. */
  public @Nullable SocketAddress remote() {
    return remote;
  }

  /** Where in a file. */
  public long position() {
    return position;
  }

  /** Whether tickets can be made for channels of this type. */
  public static boolean canBeFor(Channel channel) {
    return ChannelKind.of(channel) != null;
  }

  /**
   * Makes a ticket. The channel may be closed from now on.
   *
   * @param forMany whether several processes will redeem it; then the sender's channel must stay
   *     open as long as they do
   * @throws ChannelTravelException if this channel cannot be sent, here or at this moment
   */
  public static ChannelTicket of(Channel channel, boolean forMany) throws IOException {
    ChannelKind kind = ChannelKind.of(channel);
    if (kind == null || !Syscalls.available()) {
      throw new ChannelTravelException(
          "channels are sent on Linux only, by a JVM that may make native calls"
              + " (--enable-native-access); send the address or path and open it there: channel="
              + channel,
          null);
    }
    boolean interrupted = Thread.interrupted();
    try {
      return make(kind, channel, forMany);
    } catch (ClosedChannelException e) {
      throw new ChannelTravelException(
          "the channel is closed; close it after it has been sent: channel=" + channel, e);
    } catch (ChannelTravelException e) {
      throw e;
    } catch (IOException e) {
      throw new ChannelTravelException(String.valueOf(e.getMessage()), e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static ChannelTicket make(ChannelKind kind, Channel channel, boolean forMany)
      throws IOException {
    SocketAddress remote = channel instanceof SocketChannel s ? s.getRemoteAddress() : null;
    int duplicate = Descriptors.duplicate(kind.descriptor(channel));
    try {
      // Else the number may have been another's already.
      if (!channel.isOpen()) {
        throw new ClosedChannelException();
      }
      long position = kind == ChannelKind.FILE ? Descriptors.position(duplicate) : 0;
      return ChannelDesk.instance().offer(kind, channel, duplicate, forMany, remote, position);
    } catch (IOException | RuntimeException | Error e) {
      Descriptors.close(duplicate);
      throw e;
    }
  }

  /** It will not be redeemed: the bytes in which it is are not sent. */
  public void takeBack() {
    ChannelDesk.instance().takeBack(this);
  }

  /**
   * Fetches the descriptor and makes a channel of it.
   *
   * @return the channel, which is the caller's to close
   * @throws ChannelTravelException if the sender does not hand it out, or none can be made of it
   */
  public Channel redeem() throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      if (!Syscalls.available()) {
        throw new ChannelTravelException(
            "a channel has come to a JVM that may not make native calls: kind="
                + kind
                + "; start it with --enable-native-access=ALL-UNNAMED",
            null);
      }
      int descriptor = ChannelDesk.isOwn(this) ? ChannelDesk.instance().take(this) : -1;
      if (descriptor < 0) {
        descriptor = DeskVisit.fetch(this);
      }
      try {
        return ChannelAdoption.adopt(kind, descriptor, remote, position);
      } catch (IOException e) {
        throw new ChannelTravelException(
            "no channel can be made of what has come: kind=" + kind + ", reason=" + e, e);
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Does not tell the number. */
  @Override
  public String toString() {
    return "ChannelTicket[kind=" + kind + ", pid=" + pid + "]";
  }
}
