package dev.procession.internal.shm;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parcels of a sender. What comes back is kept for the next value of such a size, as far as
 * that is not too much, until {@link #tidy}.
 *
 * <p>How a parcel comes back is up to the sender: {@link #giveBack}, or, if {@code receiverFrees},
 * the receiver says so in the parcel itself.
 *
 * <p>Used by any thread. Nothing waits here, so no death of a receiver holds anybody up.
 */
public final class ParcelShelf implements AutoCloseable {
  /** Values from this size on travel in parcels: below it they are faster in the message. */
  public static final long LARGE = 128 << 10;

  /** As many may be under way, since each has a descriptor. Others travel in the message. */
  private static final int MOST = 256;

  private static final int MOST_FREE = 32;
  private static final long MOST_FREE_BYTES = 64 << 20;

  /** A parcel may be so many times as large as what is in it. */
  private static final int LOOSE = 4;

  private final boolean receiverFrees;

  /** Guarded by this. Those that the receiver may free stay in the list of those out. */
  private final List<Parcel> out = new ArrayList<>();

  private final List<Parcel> free = new ArrayList<>();
  private boolean closed;

  /** For results, which the receiver frees, or for arguments, which the sender does. */
  public ParcelShelf(boolean receiverFrees) {
    this.receiverFrees = receiverFrees;
  }

  /** Whether there is room for one more. */
  public synchronized boolean hasRoom() {
    if (out.size() >= MOST) {
      collect();
    }
    return out.size() < MOST && !closed;
  }

  /**
   * A parcel to write a value into that the receiver will copy.
   *
   * @throws IOException if there is no memory for it, or no descriptor
   */
  public synchronized Parcel take(long size) throws IOException {
    collect();
    Parcel best = null;
    for (Parcel parcel : free) {
      long capacity = parcel.capacity();
      if (capacity >= size
          && capacity / LOOSE <= size
          && (best == null || capacity < best.capacity())) {
        best = parcel;
      }
    }
    if (best == null) {
      best = Parcel.reusable(roundUp(size));
    } else {
      free.remove(best);
    }
    Steps.at("parcel made");
    out.add(best);
    best.state(ParcelLayout.SENT);
    return best;
  }

  /**
   * A parcel with a value in it that the receiver will keep.
   *
   * @throws IOException if there is no memory for it, or no descriptor
   */
  public Parcel fill(MemorySegment value) throws IOException {
    Parcel parcel = Parcel.of(value);
    synchronized (this) {
      collect();
      if (closed) {
        parcel.close();
        throw new IOException("the pool has ended");
      }
      out.add(parcel);
    }
    return parcel;
  }

  /** Quarters of powers of two, so that values of much the same size use the same parcels. */
  private static long roundUp(long size) {
    long step = Math.max(ParcelLayout.DATA, Long.highestOneBit(size) / 4);
    return (size + step - 1) / step * step;
  }

  /** Nobody will read what is in a parcel any more. */
  public synchronized void giveBack(Parcel parcel) {
    if (out.remove(parcel)) {
      putBack(parcel);
    }
  }

  private void putBack(Parcel parcel) {
    if (closed || !parcel.isReusable()) {
      parcel.close();
      return;
    }
    free.addLast(parcel);
    trim(MOST_FREE, MOST_FREE_BYTES);
  }

  private void trim(int most, long bytes) {
    long sum = 0;
    for (Parcel parcel : free) {
      sum += parcel.capacity();
    }
    while (free.size() > most || sum > bytes) {
      Parcel oldest = free.removeFirst();
      sum -= oldest.capacity();
      oldest.close();
    }
  }

  /** Takes back what receivers have freed, and lets go of what they have kept. */
  private void collect() {
    if (!receiverFrees) {
      return;
    }
    for (Iterator<Parcel> all = out.iterator(); all.hasNext(); ) {
      Parcel parcel = all.next();
      int state = state(parcel);
      if (state == ParcelLayout.FREE) {
        all.remove();
        putBack(parcel);
      } else if (state == ParcelLayout.TAKEN) {
        all.remove();
        parcel.close();
      }
    }
  }

  private static int state(Parcel parcel) {
    try {
      return parcel.state();
    } catch (IOException unreadable) {
      return ParcelLayout.TAKEN;
    }
  }

  /** Whether something is under way that nobody has opened: it would be lost with this process. */
  public synchronized boolean hasUnopened() {
    for (Parcel parcel : out) {
      if (state(parcel) == ParcelLayout.SENT) {
        return true;
      }
    }
    return false;
  }

  /**
   * Lets go of what receivers have kept.
   *
   * @param idle whether no large values are expected: then of all that is not in use
   */
  public synchronized void tidy(boolean idle) {
    collect();
    if (idle) {
      trim(0, 0);
    }
  }

  /** How many are on their way, for tests. */
  public synchronized int underWay() {
    collect();
    return out.size();
  }

  /** Lets go of everything. Who has opened a parcel keeps it. */
  @Override
  public synchronized void close() {
    closed = true;
    out.forEach(Parcel::close);
    out.clear();
    free.forEach(Parcel::close);
    free.clear();
  }

  /** What a value may be taken back with. */
  public record Sent(int position, Parcel parcel) {}

  /** Gives back what has been taken for a message that is not sent after all. */
  public void giveBack(@Nullable List<Sent> sent, int position) {
    if (sent != null) {
      sent.removeIf(
          one -> {
            boolean unsent = one.position() >= position;
            if (unsent) {
              giveBack(one.parcel());
            }
            return unsent;
          });
    }
  }
}
