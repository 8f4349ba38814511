package dev.procession.internal.ready;

import java.nio.channels.SelectableChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The channels of the JDK that one wait is for: ready to be read or accepted from, which includes
 * the end and an error. Their modes and registrations stay as they are.
 */
public interface ChannelSet extends AutoCloseable {
  /**
   * Makes one, without a look at the channels yet.
   *
   * @return null for no channels
   * @throws IllegalArgumentException if a channel is of no use here
   * @throws IllegalStateException if a channel is closed, not connected or not bound
   */
  static @Nullable ChannelSet of(List<SelectableChannel> channels) {
    if (channels.isEmpty()) {
      return null;
    }
    return Sleeper.usesKernel() ? PolledChannels.of(channels) : SelectedChannels.of(channels);
  }

  /** Which are ready now, in the order in which they were given. */
  boolean[] look();

  /** Sleeps until one may be ready. */
  Sleeper sleeper(Runnable bell);

  @Override
  void close();

  /** The exception for a channel that cannot be waited for. */
  static IllegalArgumentException useless(SelectableChannel channel, String why) {
    return new IllegalArgumentException("cannot wait for this: channel=" + channel + "; " + why);
  }
}
