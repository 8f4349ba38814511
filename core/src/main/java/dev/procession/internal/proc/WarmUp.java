package dev.procession.internal.proc;

import dev.procession.Action;
import dev.procession.internal.wire.ObjectCodec;
import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;

/**
 * One round through what a spare will do when it is needed: rebuild a lambda and call it, and get
 * ready to exit. The first time costs tens of milliseconds, later times a fraction of one.
 */
final class WarmUp {
  /** So that the lambda below has an effect. Used by the main thread of a spare. */
  private static int length;

  private WarmUp() {}

  static void run() {
    int one = 1;
    String text = "warm";
    Action nothing = () -> {};
    Action capturing = () -> length = text.length() + one;
    rebuildAndCall(nothing);
    rebuildAndCall(capturing);
    // System.exit asks this logger whether anyone wants to know.
    System.getLogger("java.lang.Runtime").isLoggable(System.Logger.Level.DEBUG);
  }

  private static void rebuildAndCall(Action action) {
    var out = new WireOutput(512);
    ObjectCodec.write(out, action, "the warm-up");
    var in = new WireInput(out.toByteArray());
    if (ObjectCodec.read(in, ClassLoader.getSystemClassLoader(), "the warm-up")
        instanceof Action rebuilt) {
      rebuilt.run();
    }
  }
}
