package dev.procession.internal.passing;

import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * The descriptors that have been found. A channel keeps its number as long as it is open, and to
 * find one takes a look at all descriptors of the process.
 */
final class KnownDescriptors {
  /** Guarded by itself. Channels are equal to themselves only. */
  private static final Map<Channel, Integer> KNOWN = new WeakHashMap<>();

  /** How to find a descriptor. */
  interface Search {
    int find(Channel channel) throws IOException;
  }

  private KnownDescriptors() {}

  static int of(Channel channel, Search search) throws IOException {
    Integer known;
    synchronized (KNOWN) {
      known = KNOWN.get(channel);
    }
    int descriptor = known == null ? search.find(channel) : known;
    if (!channel.isOpen()) {
      throw new ClosedChannelException();
    }
    if (known == null) {
      synchronized (KNOWN) {
        KNOWN.put(channel, descriptor);
      }
    }
    return descriptor;
  }
}
