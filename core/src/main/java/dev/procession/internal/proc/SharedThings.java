package dev.procession.internal.proc;

import dev.procession.internal.shm.PartyTable;
import dev.procession.internal.shm.Segment;
import dev.procession.internal.shm.SegmentAddress;
import dev.procession.internal.shm.SegmentKind;
import dev.procession.internal.shm.SegmentPlan;
import dev.procession.internal.shm.Segments;

/**
 * The way to segments for all that is public: it sees to it that they know what this process is
 * called, and that it leaves them when it ends in order.
 */
public final class SharedThings {
  static {
    PartyTable.nameBy(() -> Identity.ofProcess().name());
    ProcessEnd.onShutdown(cause -> Segments.onExit());
  }

  private SharedThings() {}

  /** See {@link Segments#create}. */
  public static Segment create(SegmentPlan plan) {
    return Segments.create(plan);
  }

  /** See {@link Segments#attach}. */
  public static Segment attach(SegmentAddress address, SegmentKind kind) {
    return Segments.attach(address, kind);
  }
}
