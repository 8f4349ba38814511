package dev.procession.internal.ready;

import dev.procession.internal.ffm.PollSet;
import dev.procession.internal.ffm.WakeUp;
import dev.procession.internal.passing.ChannelNumbers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.util.ArrayList;
import java.util.List;

/** Asks the kernel about the descriptors, so that it does not matter in which mode they are. */
final class PolledChannels implements ChannelSet {
  private static final long LONG_NANOS = 3_600_000_000_000L;

  private final List<SelectableChannel> channels;
  private final List<Integer> descriptors;

  private PolledChannels(List<SelectableChannel> channels, List<Integer> descriptors) {
    this.channels = channels;
    this.descriptors = descriptors;
  }

  static PolledChannels of(List<SelectableChannel> channels) {
    List<Integer> descriptors = new ArrayList<>();
    for (SelectableChannel channel : channels) {
      if (!ChannelNumbers.isReadable(channel)) {
        throw ChannelSet.useless(
            channel, "sockets, listening sockets and the sources of pipes can be waited for");
      }
      try {
        descriptors.add(ChannelNumbers.of(channel));
      } catch (ClosedChannelException e) {
        throw new IllegalStateException("closed: channel=" + channel, e);
      } catch (IOException e) {
        throw new IllegalStateException(e.getMessage(), e);
      }
    }
    return new PolledChannels(channels, descriptors);
  }

  @Override
  public boolean[] look() {
    boolean[] ready = PollSet.readable(descriptors, 0);
    for (SelectableChannel channel : channels) {
      // Else the number may be another's by now.
      if (!channel.isOpen()) {
        throw new IllegalStateException("closed: channel=" + channel);
      }
    }
    return ready;
  }

  @Override
  public Sleeper sleeper(Runnable bell) {
    WakeUp wakeUp;
    try {
      wakeUp = new WakeUp();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<Integer> all = new ArrayList<>(descriptors);
    all.add(wakeUp.descriptor());
    return new Sleeper(bell) {
      @Override
      void sleep() {
        while (!PollSet.any(PollSet.readable(all, LONG_NANOS))) {
          // The time is up.
        }
      }

      @Override
      void wake() {
        wakeUp.ring();
      }

      @Override
      void release() {
        wakeUp.close();
      }
    };
  }

  @Override
  public void close() {}
}
