package dev.procession.internal.log;

import dev.procession.internal.wire.WireOutput;
import java.util.Collections;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** Levels of {@code java.util.logging}, to text and back. */
final class JulLevels {
  private static final List<Level> STANDARD =
      List.of(
          Level.FINEST,
          Level.FINER,
          Level.FINE,
          Level.CONFIG,
          Level.INFO,
          Level.WARNING,
          Level.SEVERE);

  private JulLevels() {}

  static byte[] toInherit() {
    var out = new WireOutput(64);
    if (isInUse()) {
      LogManager manager = LogManager.getLogManager();
      for (String name : Collections.list(manager.getLoggerNames())) {
        Logger logger = manager.getLogger(name);
        Level level = logger == null ? null : logger.getLevel();
        if (level != null) {
          LogEvent.writeText(out, name);
          LogEvent.writeText(out, text(level));
        }
      }
    }
    return out.toByteArray();
  }

  /**
   * Whether anyone has used it so far, found out without doing so, which takes many milliseconds:
   * only a log manager that has been set up gives the global logger a parent.
   */
  @SuppressWarnings("deprecation")
  private static boolean isInUse() {
    return Logger.global.getParent() != null;
  }

  /** A name that any JVM understands; a level of the program's own is a number elsewhere. */
  private static String text(Level level) {
    boolean known = level.getClass() == Level.class;
    return known ? level.getName() : Integer.toString(level.intValue());
  }

  /** The level of this name; where the name is not known, the standard one that is next below. */
  static Level of(String name, int severity) {
    Level nearest = Level.FINEST;
    for (Level level : STANDARD) {
      if (level.intValue() <= severity) {
        nearest = level;
      }
    }
    if (nearest.intValue() == severity) {
      return nearest;
    }
    try {
      // A number would be made a new level, and a child may invent many.
      boolean number = name.isEmpty() || Character.digit(name.charAt(name.length() - 1), 10) >= 0;
      Level known = number ? nearest : Level.parse(name);
      return known.intValue() == severity ? known : nearest;
    } catch (IllegalArgumentException unknown) {
      return nearest;
    }
  }
}
