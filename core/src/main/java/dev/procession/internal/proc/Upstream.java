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
  private static volatile @Nullable FrameWriter toParent;

  private Upstream() {}

  /** Opens the way up. Called once, in a child. */
  static void open(SturdyChannel control) {
    toParent = new FrameWriter(control);
  }

  /** Sends a frame; false if there is no parent, or no more. */
  public static boolean send(int type, ByteBuffer... pieces) {
    FrameWriter writer = toParent;
    if (writer == null) {
      return false;
    }
    synchronized (writer) {
      try {
        writer.add(type, pieces);
        return writer.flush();
      } catch (IOException parentGone) {
        toParent = null;
        return false;
      }
    }
  }
}
