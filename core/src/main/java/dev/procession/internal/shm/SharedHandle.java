package dev.procession.internal.shm;

/** One public object's hold on a segment: open until it is closed. */
public final class SharedHandle {
  private final Segment segment;
  private final String type;

  /** Set once by any thread. A late look at it finds the memory gone, which is safe too. */
  private boolean closed;

  /** A use of the segment, which has been counted already. */
  public SharedHandle(Segment segment, Object owner) {
    this.segment = segment;
    this.type = owner.getClass().getSimpleName();
  }

  /** Whether {@link #close} has not been called. */
  public boolean isOpen() {
    return !closed;
  }

  /** Throws {@link IllegalStateException} if closed. */
  public void checkOpen() {
    if (closed) {
      throw new IllegalStateException(
          "closed in this process: " + type + "=" + segment.id() + "; close it after its last use");
    }
  }

  /** Throws {@link IllegalStateException} if closed, and honours an interrupt before a wait. */
  public void checkOpenAndInterrupt() throws InterruptedException {
    checkOpen();
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /** Where others find the segment, which must be open. */
  public SegmentAddress address() {
    checkOpen();
    return segment.address();
  }

  /** Gives the use back, once. */
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    segment.release();
  }
}
