package dev.procession.benchmarks.team;

import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * When several begin, by {@link System#nanoTime()}, which all JVMs of a machine read alike. They
 * sleep until then, so nobody takes the processor from those who are still on their way.
 */
public record Start(long nanos) implements Serializable {
  private static final long serialVersionUID = 1;

  /** Long enough for everybody to hear of it. */
  private static final Duration NOTICE = Duration.ofMillis(20);

  /** As soon as everybody can have heard of it. */
  public static Start soon() {
    return new Start(System.nanoTime() + NOTICE.toNanos());
  }

  /** Sleeps until it has come. */
  public void await() {
    for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
