package dev.procession.internal.log;

import dev.procession.pool.PoolTesting;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Collects what this process publishes below one logger, and keeps it from its console. */
final class Published extends Handler implements AutoCloseable {
  private final Logger logger;
  private final List<LogRecord> records = new ArrayList<>();

  private Published(Logger logger) {
    this.logger = logger;
    setLevel(Level.ALL);
  }

  static Published below(String name) {
    var published = new Published(Logger.getLogger(name));
    published.logger.setUseParentHandlers(false);
    published.logger.addHandler(published);
    return published;
  }

  @Override
  public synchronized void publish(LogRecord record) {
    records.add(record);
  }

  synchronized List<LogRecord> records() {
    return List.copyOf(records);
  }

  /** The messages without the process in front. */
  List<String> texts() {
    return records().stream().map(r -> r.getMessage().replaceFirst("^\\[[^]]*] ", "")).toList();
  }

  void awaitCount(int count) {
    PoolTesting.await(count + " records", () -> records().size() >= count);
  }

  @Override
  public void flush() {
    // Nothing waits here.
  }

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setUseParentHandlers(true);
  }
}
