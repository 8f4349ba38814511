package dev.procession.internal.passing;

import java.io.IOException;
import java.nio.channels.Channel;

/** The descriptors of channels, for those who wait for them. */
public final class ChannelNumbers {
  private ChannelNumbers() {}

  /** Whether a channel of this type has something to read, or to accept, and a known descriptor. */
  public static boolean isReadable(Channel channel) {
    ChannelKind kind = ChannelKind.of(channel);
    return kind == ChannelKind.SOCKET || kind == ChannelKind.LISTENER || kind == ChannelKind.SOURCE;
  }

  /**
   * The descriptor of such a channel, good as long as it is open.
   *
   * @throws IOException if it is closed, not connected, not bound, or cannot be told from others
   */
  public static int of(Channel channel) throws IOException {
    ChannelKind kind = ChannelKind.of(channel);
    if (kind == null) {
      throw new IOException("no such channel: " + channel);
    }
    return kind.descriptor(channel);
  }
}
