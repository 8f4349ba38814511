package dev.procession.internal.proc;

import dev.procession.internal.shm.Segment;
import dev.procession.internal.shm.SegmentAddress;
import dev.procession.internal.shm.SegmentKind;
import java.io.Serializable;

/**
 * What is sent of a thing in a segment: where to find it.
 *
 * <p>Tickets are no records: to rebuild its first record costs a process that has just begun some
 * forty spun classes.
 */
public abstract class SharedTicket implements Serializable {
  private static final long serialVersionUID = 1;

  private final SegmentAddress address;

  /** A ticket for what is in the segment at the address. */
  protected SharedTicket(SegmentAddress address) {
    this.address = address;
  }

  /** Where to find it. */
  protected final SegmentAddress address() {
    return address;
  }

  /** Finds the segment, which must be of this kind. */
  protected final Segment attach(SegmentKind kind) {
    return SharedThings.attach(address, kind);
  }
}
