package dev.procession.internal.ready;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Asks a selector, which takes channels only that are not in blocking mode. */
final class SelectedChannels implements ChannelSet {
  private final List<SelectableChannel> channels;
  private final Selector selector;

  private SelectedChannels(List<SelectableChannel> channels, Selector selector) {
    this.channels = channels;
    this.selector = selector;
  }

  static SelectedChannels of(List<SelectableChannel> channels) {
    Selector selector;
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var set = new SelectedChannels(channels, selector);
    try {
      channels.forEach(set::register);
      return set;
    } catch (RuntimeException e) {
      set.close();
      throw e;
    }
  }

  private void register(SelectableChannel channel) {
    int wanted = channel.validOps() & (SelectionKey.OP_READ | SelectionKey.OP_ACCEPT);
    if (wanted == 0) {
      throw ChannelSet.useless(channel, "there is nothing to read or accept");
    }
    if (channel.isOpen() && channel.isBlocking()) {
      throw ChannelSet.useless(
          channel,
          "in blocking mode that takes native calls, which this JVM has none of; call"
              + " configureBlocking(false)");
    }
    try {
      channel.register(selector, wanted);
    } catch (ClosedChannelException e) {
      throw new IllegalStateException("closed: channel=" + channel, e);
    }
  }

  @Override
  public boolean[] look() {
    Set<SelectableChannel> selected = new HashSet<>();
    try {
      selector.selectNow(key -> selected.add(key.channel()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    boolean[] ready = new boolean[channels.size()];
    for (int i = 0; i < ready.length; i++) {
      if (!channels.get(i).isOpen()) {
        throw new IllegalStateException("closed: channel=" + channels.get(i));
      }
      ready[i] = selected.contains(channels.get(i));
    }
    return ready;
  }

  @Override
  public Sleeper sleeper(Runnable bell) {
    return new Sleeper(bell) {
      @Override
      void sleep() {
        try {
          selector.select(key -> {});
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }

      @Override
      void wake() {
        selector.wakeup();
      }
    };
  }

  /** Takes back the registrations. */
  @Override
  public void close() {
    try {
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
