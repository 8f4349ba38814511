package dev.procession.internal.proc;

import dev.procession.internal.wire.FrameWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a child tells its parent out of turn, on the control socket, apart from the body's own
 * protocol. In the child any thread may send; in the parent the supervisor's thread receives.
 */
public final class Upstream {
  /** Set by the child's main thread before user code runs; null in a program's first process. */
  private static volatile @Nullable Way toParent;

  private Upstream() {}

  /** Guarded by itself. */
  private record Way(SturdyChannel channel, FrameWriter writer) {}

  /** Opens the way up. Called once, in a child. */
  static void open(SturdyChannel control) {
    toParent = new Way(control, new FrameWriter(control));
  }

  /**
   * Sends a frame, and waits while the parent cannot keep up; false if there is no parent, or no
   * more. An interrupt does not end the wait, and is still there after it.
   */
  public static boolean send(int type, ByteBuffer... pieces) {
    Way way = toParent;
    if (way == null) {
      return false;
    }
    synchronized (way) {
      try {
        way.writer.add(type, pieces);
        return way.writer.flush();
      } catch (IOException parentGone) {
        toParent = null;
        return false;
      } finally {
        way.channel.restoreInterrupt();
      }
    }
  }
}
