package dev.procession.internal.log;

import dev.procession.internal.wire.WireInput;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The levels of loggers that a child begins with: those its parent has when it starts the child.
 *
 * <p>Neither side loads {@code java.util.logging} for them: a parent that has not used it has no
 * levels to tell, and a child keeps the bytes until it first logs.
 */
public final class Levels {
  private static final byte[] NONE = {};

  /** Guarded by the class. */
  private static byte[] inherited = NONE;

  /** Guarded by the class; null until this process first logs. */
  private static @Nullable Listener listener;

  private Levels() {}

  /** Hears of levels that come when logging has been set up already, as it is in a spare. */
  public interface Listener {
    /** Sets them. */
    void onLevels(Map<String, String> levels);
  }

  /** Those of this process, for a child; empty if there is nothing to tell. */
  public static byte[] toInherit() {
    return Holder.AVAILABLE ? JulLevels.toInherit() : NONE;
  }

  /** Asked in parents only. */
  private static final class Holder {
    static final boolean AVAILABLE = ModuleLayer.boot().findModule("java.logging").isPresent();
  }

  /** Takes over what the parent has told. */
  public static synchronized void inherit(byte[] encoded) {
    if (encoded.length == 0) {
      return;
    }
    inherited = encoded;
    if (listener != null) {
      listener.onLevels(decode(encoded));
    }
  }

  /** Logger names and level names; later ones go to {@code listener}. */
  public static synchronized Map<String, String> inherited(Listener later) {
    listener = later;
    return decode(inherited);
  }

  private static Map<String, String> decode(byte[] encoded) {
    Map<String, String> levels = new LinkedHashMap<>();
    var in = new WireInput(encoded);
    while (in.remaining() > 0) {
      levels.put(in.readText(), in.readText());
    }
    return levels;
  }
}
