package dev.procession.examples.guide;

import dev.procession.NotSendableException;
import dev.procession.pool.ProcessPool;
import java.util.List;

/** Something that cannot go to another process. */
public final class NotSendable {
  private NotSendable() {}

  // begin unsendable
  record Job(String name, Thread owner) {}

  // end unsendable

  /** Tries to send it. */
  public static void main(String[] args) {
    // begin unsendable
    var jobs = List.of(new Job("nightly", Thread.currentThread()));
    try (var pool = ProcessPool.open(1)) {
      pool.apply(() -> jobs.size());
    } catch (NotSendableException e) {
      System.out.println(e.getMessage());
    }
    // end unsendable
  }
}

// prints: cannot send the lambda at NotSendable.java:21: it captures the variable 'jobs' of type
// java.util.ImmutableCollections$List12, and its element[0].field owner of type java.lang.Thread is
// not Serializable; make it Serializable, send what it is made from instead, or create it in the
// worker
