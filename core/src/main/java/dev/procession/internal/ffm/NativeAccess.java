package dev.procession.internal.ffm;

import java.lang.management.ManagementFactory;

/** What the options of this JVM say about native calls; tells without making one. */
public final class NativeAccess {
  private static final String DENY = "--illegal-native-access=deny";

  /** Asked for once, and only of a JVM that was not told to allow native calls. */
  private static final class Holder {
    static final boolean REFUSED =
        !NativeAccess.class.getModule().isNativeAccessEnabled() && isDenied();
  }

  private NativeAccess() {}

  /**
   * Whether native calls of ours throw. Whoever makes a segment must know: a process that cannot
   * wake sleepers must not make one whose sleepers wait to be woken.
   */
  public static boolean isRefused() {
    return Holder.REFUSED;
  }

  private static boolean isDenied() {
    try {
      return ManagementFactory.getRuntimeMXBean().getInputArguments().contains(DENY);
    } catch (NoClassDefFoundError noManagementModule) {
      // Then it shows at the first call.
      return false;
    }
  }
}
