package dev.procession.internal.forward;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.procession.internal.log.Levels;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * The log manager of a child, made when something there first logs: it reads what the program's
 * configuration file says, except that all records go to the parent, and with the levels that the
 * parent had when it started the child.
 *
 * <p>It is named by the property {@code java.util.logging.manager}. A class or file named by {@code
 * java.util.logging.config} would have the JDK set up all of logging whenever one of its own
 * classes has a logger, as object streams and {@code System.exit} do.
 */
public final class ForwardingLogManager extends LogManager {
  /** A log manager forgets loggers, and with them their levels, that nobody holds. */
  private static final Set<Logger> HELD = new HashSet<>();

  /** Called by the JDK, which knows no more than the name of this class. */
  public ForwardingLogManager() {}

  @Override
  public void readConfiguration() throws IOException {
    Properties settings = fileSettings();
    settings.keySet().removeIf(ForwardingLogManager::saysWhereTo);
    settings.setProperty("handlers", ForwardingHandler.class.getName());
    for (var level : Levels.inherited(ForwardingLogManager::set).entrySet()) {
      settings.setProperty(level.getKey() + ".level", level.getValue());
    }
    readConfiguration(new ByteArrayInputStream(text(settings).getBytes(ISO_8859_1)));
  }

  /**
   * What {@link Properties#store} writes but for the date, for whose sake a new process would load
   * all that is known about time zones and their names.
   */
  private static String text(Properties settings) {
    var text = new StringBuilder();
    for (String name : settings.stringPropertyNames()) {
      escape(text, name);
      text.append('=');
      escape(text, settings.getProperty(name));
      text.append('\n');
    }
    return text.toString();
  }

  private static void escape(StringBuilder text, String part) {
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.') {
        text.append(c);
      } else {
        text.append("\\u").append(HexFormat.of().toHexDigits(c));
      }
    }
  }

  /**
   * When the JVM ends, the JDK calls this on a thread of its own beside the shutdown hooks, and
   * what they log would be lost or not by chance. So only what the program has added is closed
   * then; the way to the parent ends with the process.
   */
  @Override
  public void reset() {
    if (Thread.currentThread().getClass().getEnclosingClass() != LogManager.class) {
      super.reset();
      return;
    }
    for (String name : Collections.list(getLoggerNames())) {
      Logger logger = getLogger(name);
      if (logger != null) {
        closeOthers(logger);
      }
    }
    Logger root = getLogger("");
    if (root != null && root.getHandlers().length == 0) {
      // Nothing has been logged so far, so it has not got its handler yet, and would not any more.
      root.addHandler(new ForwardingHandler());
    }
  }

  private static void closeOthers(Logger logger) {
    for (Handler handler : logger.getHandlers()) {
      if (!(handler instanceof ForwardingHandler)) {
        logger.removeHandler(handler);
        try {
          handler.close();
        } catch (RuntimeException | Error itsOwnAffair) {
          // As the JDK does: the others are to be closed all the same.
        }
      }
    }
  }

  private static Properties fileSettings() {
    String chosen = System.getProperty("java.util.logging.config.file");
    Path file =
        chosen == null
            ? Path.of(System.getProperty("java.home"), "conf", "logging.properties")
            : Path.of(chosen);
    var settings = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      settings.load(in);
    } catch (IOException | IllegalArgumentException unusable) {
      // The parent has the same file, and has complained about it; the levels come from the parent.
    }
    return settings;
  }

  /** Handlers are the parent's affair: two processes must not write one file. */
  private static boolean saysWhereTo(Object key) {
    return key instanceof String name
        && (name.equals("handlers")
            || name.equals("config")
            || name.endsWith(".handlers")
            || name.endsWith(".useParentHandlers"));
  }

  /** The process has been told who it is after it had logged: it is a spare that has preloaded. */
  private static void set(Map<String, String> levels) {
    // Mostly nothing has changed, and to parse a level takes a new process a millisecond.
    for (Map.Entry<String, String> told : levels.entrySet()) {
      Logger logger = Logger.getLogger(told.getKey());
      Level level = logger.getLevel();
      if (level == null || !level.getName().equals(told.getValue())) {
        logger.setLevel(Level.parse(told.getValue()));
      }
      HELD.add(logger);
    }
  }
}
