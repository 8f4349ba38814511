package dev.procession.internal.passing;

import dev.procession.internal.ffm.DescriptorPassing;
import dev.procession.internal.ffm.DescriptorPassing.Received;
import dev.procession.internal.ffm.Descriptors;
import dev.procession.internal.ffm.LocalSockets;
import dev.procession.internal.ffm.PollSet;
import dev.procession.internal.passing.ChannelDesk.Number;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Serves those who come to fetch; the sender's side of {@link DeskProtocol}. One thread, which
 * waits for all of them at once, so that one who is slow keeps nobody waiting.
 */
final class DeskThread {
  /** How often it looks for offers whose time has come. */
  private static final long LONGEST_SLEEP_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final long SHORTEST_SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** If there is no descriptor left to let somebody in. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final ChannelDesk desk;
  private final String name;
  private final int listener;

  /** Used by the thread only. */
  private final List<Guest> guests = new ArrayList<>();

  /** One who has come. */
  private static final class Guest {
    final int socket;
    final long since = System.nanoTime();
    final ByteBuffer said = ByteBuffer.allocate(DeskProtocol.NUMBER_SIZE);

    /** What it has been given; null until then. */
    @Nullable Number given;

    Guest(int socket) {
      this.socket = socket;
    }
  }

  private DeskThread(ChannelDesk desk, String name, int listener) {
    this.desk = desk;
    this.name = name;
    this.listener = listener;
  }

  /** Opens the socket and starts the thread. */
  static DeskThread open(ChannelDesk desk, RandomGenerator random) throws IOException {
    // Unknown to others until a ticket tells it.
    String name = "procession-desk-" + HexFormat.of().toHexDigits(random.nextLong());
    int listener = LocalSockets.listen(name, DeskProtocol.BACKLOG);
    var made = new DeskThread(desk, name, listener);
    try {
      Thread.ofPlatform().daemon().name("procession-desk").start(made::run);
    } catch (OutOfMemoryError noThread) {
      Descriptors.close(listener);
      throw noThread;
    }
    return made;
  }

  /** Where the desk listens. */
  String name() {
    return name;
  }

  private void run() {
    try {
      do {
        serveOnce();
        desk.removeDue(false);
      } while (!guests.isEmpty() || !desk.retireIfEmpty());
    } finally {
      desk.ended(this);
      guests.forEach(guest -> Descriptors.close(guest.socket));
      Descriptors.close(listener);
    }
  }

  private void serveOnce() {
    List<Integer> watched = new ArrayList<>();
    watched.add(listener);
    guests.forEach(guest -> watched.add(guest.socket));
    long keep = Math.max(SHORTEST_SLEEP_NANOS, ChannelDesk.keep().toNanos());
    boolean[] ready = PollSet.readable(watched, Math.min(keep, LONGEST_SLEEP_NANOS));
    List<Guest> left = new ArrayList<>();
    for (int i = 0; i < guests.size(); i++) {
      Guest guest = guests.get(i);
      if ((ready[i + 1] && !hear(guest)) || hasOverstayed(guest)) {
        left.add(guest);
      }
    }
    guests.removeAll(left);
    left.forEach(guest -> Descriptors.close(guest.socket));
    if (ready[0]) {
      letIn();
    }
  }

  private void letIn() {
    int socket = LocalSockets.accept(listener);
    if (socket < 0) {
      LockSupport.parkNanos(PAUSE_NANOS);
    } else if (LocalSockets.isOwn(socket)) {
      guests.add(new Guest(socket));
    } else {
      Descriptors.close(socket);
    }
  }

  private static boolean hasOverstayed(Guest guest) {
    return System.nanoTime() - guest.since > DeskProtocol.PATIENCE.toNanos();
  }

  /** Whether the guest stays. */
  private boolean hear(Guest guest) {
    try {
      if (guest.given != null) {
        ByteBuffer thanks = ByteBuffer.allocate(1);
        Received received = DescriptorPassing.receive(guest.socket, thanks, 0);
        if (received.bytes() == 1 && thanks.get(0) == DeskProtocol.THANKS) {
          desk.fetched(guest.given);
        }
        return received.bytes() == 0;
      }
      int count = DescriptorPassing.receive(guest.socket, guest.said, 0).bytes();
      return count >= 0 && (guest.said.hasRemaining() || hand(guest));
    } catch (IOException gone) {
      return false;
    }
  }

  /** Whether the guest stays to say that it has it. */
  private boolean hand(Guest guest) throws IOException {
    guest.said.flip();
    var number = new Number(guest.said.getLong(), guest.said.getLong());
    guest.given = number;
    return desk.hand(number, guest.socket);
  }
}
