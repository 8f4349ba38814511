package dev.procession.channel;

import dev.procession.internal.shm.RecordLog;
import dev.procession.internal.shm.Segment;
import dev.procession.internal.shm.SharedHandle;

/**
 * One connection's part in one direction of a pipe.
 *
 * <p>The log counts processes: this one sends as long as any connection of it does, and so with
 * receiving. {@link Ends} counts connections.
 */
final class PipeWay {
  private final RecordLog log;
  private final Ends ends;
  private final boolean sends;
  private final SharedHandle handle;

  /** The connections of this process that have an end of the same direction. One for a segment. */
  private static final class Ends {
    private final RecordLog log;

    /** Guarded by this. */
    private int senders;

    /** Guarded by this. */
    private int receivers;

    Ends(Segment segment) {
      this.log = RecordLog.of(segment);
    }

    synchronized void open(boolean sends) {
      if (sends) {
        log.becomeProducer();
        senders++;
      } else {
        log.becomeConsumer();
        receivers++;
      }
    }

    synchronized void close(boolean sends) {
      if (sends) {
        senders--;
        if (senders == 0) {
          log.retireProducer();
        }
      } else {
        receivers--;
        if (receivers == 0) {
          log.retireConsumer();
        }
      }
    }
  }

  /** A use of the segment, which has been counted already. */
  PipeWay(Segment segment, boolean sends, Object owner) {
    this.log = RecordLog.of(segment);
    this.ends = segment.local(Ends.class, Ends::new);
    this.sends = sends;
    this.handle = new SharedHandle(segment, owner);
    ends.open(sends);
  }

  RecordLog log() {
    return log;
  }

  SharedHandle handle() {
    return handle;
  }

  /** Called once. */
  void close() {
    ends.close(sends);
    handle.close();
  }
}
