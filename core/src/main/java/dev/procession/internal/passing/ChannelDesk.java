package dev.procession.internal.passing;

import dev.procession.internal.ffm.DescriptorPassing;
import dev.procession.internal.ffm.Descriptors;
import dev.procession.internal.ffm.LocalSockets;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What this process has sent and keeps until it is fetched: duplicates of descriptors, by the
 * number of their ticket.
 *
 * <p>Nothing is kept for ever: what has not been fetched goes {@link #KEEP} after it was sent, but
 * not while the sender has the channel still open, as nothing is gained by that. If there are too
 * many, those whose time is over go whether open or not. There is no file; with this process all of
 * it ends.
 *
 * <p>Its {@linkplain DeskThread thread} and its socket are there while something is kept. All state
 * is guarded by the instance.
 */
final class ChannelDesk {
  /** The property that says how long to keep what is not fetched. */
  static final String KEEP = "dev.procession.descriptors.keep";

  private static final Duration USUAL_KEEP = Duration.ofSeconds(60);

  /** Each is an open file of this process. */
  private static final int MOST = 1000;

  private static final ChannelDesk INSTANCE = new ChannelDesk();

  private final SecureRandom random = new SecureRandom();

  /** The oldest first. */
  private final Map<Number, Offer> offers = new LinkedHashMap<>();

  private @Nullable DeskThread thread;

  /** The number of a ticket. */
  record Number(long high, long low) {}

  /**
   * Something to be fetched.
   *
   * @param descriptor a duplicate, closed when the offer ends
   * @param original the sender's channel
   * @param since when it was sent, on the clock of {@code System.nanoTime}
   * @param keepNanos how long it stays at least
   * @param forMany whether it stays when it has been fetched
   */
  record Offer(
      int descriptor,
      WeakReference<Channel> original,
      long since,
      long keepNanos,
      boolean forMany) {
    boolean isDue(long now) {
      return now - since >= keepNanos;
    }

    boolean isOpenHere() {
      Channel channel = original.get();
      return channel != null && channel.isOpen();
    }
  }

  private ChannelDesk() {}

  static ChannelDesk instance() {
    return INSTANCE;
  }

  /** How long what is not fetched is kept. */
  static Duration keep() {
    String value = System.getProperty(KEEP);
    try {
      return value == null ? USUAL_KEEP : Duration.parse(value);
    } catch (DateTimeParseException notADuration) {
      return USUAL_KEEP;
    }
  }

  /** Whether a ticket has been made by this process. */
  static boolean isOwn(ChannelTicket ticket) {
    return ticket.pid() == ProcessHandle.current().pid();
  }

  /**
   * Takes a duplicate into keeping.
   *
   * @throws IOException if there are too many, or nobody could fetch it; it is not taken then
   */
  synchronized ChannelTicket offer(
      ChannelKind kind,
      Channel original,
      int duplicate,
      boolean forMany,
      @Nullable SocketAddress remote,
      long position)
      throws IOException {
    if (offers.size() >= MOST) {
      removeDue(true);
    }
    if (offers.size() >= MOST) {
      throw new ChannelTravelException(
          "too many channels are on their way: most="
              + MOST
              + ", channel="
              + original
              + "; send others when these have arrived",
          null);
    }
    if (thread == null) {
      thread = DeskThread.open(this, random);
    }
    var number = new Number(random.nextLong(), random.nextLong());
    var reference = new WeakReference<>(original);
    offers.put(
        number, new Offer(duplicate, reference, System.nanoTime(), keep().toNanos(), forMany));
    long pid = ProcessHandle.current().pid();
    return new ChannelTicket(kind, thread.name(), pid, number.high, number.low, remote, position);
  }

  /**
   * Hands out what is kept under a number; false if there is nothing. Locked, so that nobody closes
   * it meanwhile; nothing here waits.
   */
  synchronized boolean hand(Number number, int socket) throws IOException {
    Offer offer = offers.get(number);
    byte answer = offer == null ? DeskProtocol.UNKNOWN : DeskProtocol.HERE;
    DescriptorPassing.send(
        socket,
        ByteBuffer.wrap(new byte[] {answer}),
        offer == null ? List.of() : List.of(offer.descriptor));
    return offer != null;
  }

  /** Somebody has fetched it. */
  synchronized void fetched(Number number) {
    Offer offer = offers.get(number);
    if (offer != null && !offer.forMany) {
      offers.remove(number);
      Descriptors.close(offer.descriptor);
    }
  }

  /** Nobody will fetch it. */
  synchronized void takeBack(ChannelTicket ticket) {
    Offer offer = offers.remove(new Number(ticket.high(), ticket.low()));
    if (offer != null) {
      Descriptors.close(offer.descriptor);
      knockIfEmpty();
    }
  }

  /** Fetches it in the process that keeps it; -1 if there is nothing. */
  synchronized int take(ChannelTicket ticket) throws IOException {
    var number = new Number(ticket.high(), ticket.low());
    Offer offer = offers.get(number);
    if (offer == null) {
      return -1;
    }
    if (offer.forMany) {
      return Descriptors.duplicate(offer.descriptor);
    }
    offers.remove(number);
    knockIfEmpty();
    return offer.descriptor;
  }

  /** The thread sleeps until somebody comes. Called with the lock held. */
  private void knockIfEmpty() {
    DeskThread sleeping = thread;
    if (offers.isEmpty() && sleeping != null) {
      try {
        Descriptors.close(LocalSockets.connect(sleeping.name()));
      } catch (IOException awakeThen) {
        // Many others knock, or it wakes in a while by itself.
      }
    }
  }

  /** Ends offers whose time has come. */
  synchronized void removeDue(boolean alsoOpenHere) {
    long now = System.nanoTime();
    for (Iterator<Offer> all = offers.values().iterator(); all.hasNext(); ) {
      Offer offer = all.next();
      if (offer.isDue(now) && (alsoOpenHere || !offer.isOpenHere())) {
        all.remove();
        Descriptors.close(offer.descriptor);
      }
    }
  }

  /** Told by the thread, which also ends if it cannot go on for want of memory. */
  synchronized void ended(DeskThread ended) {
    if (thread == ended) {
      thread = null;
    }
  }

  /** Asked by the thread, which ends if so: then the next offer starts another. */
  synchronized boolean retireIfEmpty() {
    if (offers.isEmpty()) {
      thread = null;
      return true;
    }
    return false;
  }
}
