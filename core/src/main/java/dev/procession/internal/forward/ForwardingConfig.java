package dev.procession.internal.forward;

import dev.procession.internal.log.Levels;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * Sets up {@code java.util.logging} in a child, when something there first logs: what the program's
 * configuration file says, except that all records go to the parent, and with the levels that the
 * parent had when it started the child.
 */
public final class ForwardingConfig {
  /** The log manager forgets loggers, and with them their levels, that nobody holds. */
  private static final Set<Logger> HELD = new HashSet<>();

  /** Called by the log manager, which knows no more than the name of this class. */
  public ForwardingConfig() throws IOException {
    Properties settings = fileSettings();
    settings.keySet().removeIf(ForwardingConfig::saysWhereTo);
    settings.setProperty("handlers", ForwardingHandler.class.getName());
    for (var level : Levels.inherited(ForwardingConfig::set).entrySet()) {
      settings.setProperty(level.getKey() + ".level", level.getValue());
    }
    var out = new ByteArrayOutputStream();
    settings.store(out, null);
    LogManager.getLogManager().readConfiguration(new ByteArrayInputStream(out.toByteArray()));
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
    levels.forEach(
        (name, level) -> {
          Logger logger = Logger.getLogger(name);
          logger.setLevel(Level.parse(level));
          HELD.add(logger);
        });
  }
}
