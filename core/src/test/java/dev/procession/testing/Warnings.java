package dev.procession.testing;

import dev.procession.pool.PoolTesting;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Collects what this process logs about something, and keeps it from its console. */
public final class Warnings extends Handler implements AutoCloseable {
  private final Logger logger;
  private final List<String> texts = new ArrayList<>();

  /**
   * Begins.
   *
   * @param logger the name of the logger, such as {@code dev.procession.sync}
   */
  public Warnings(String logger) {
    this.logger = Logger.getLogger(logger);
    this.logger.setUseParentHandlers(false);
    this.logger.addHandler(this);
  }

  @Override
  public synchronized void publish(LogRecord record) {
    texts.add(record.getLevel() + ": " + record.getMessage());
  }

  /** What has been logged so far, each with its level in front. */
  public synchronized List<String> texts() {
    return List.copyOf(texts);
  }

  /** Waits until something has been logged that has this text in it. */
  public void expect(String part) {
    PoolTesting.await(
        "logged: " + part, () -> texts().stream().anyMatch(text -> text.contains(part)));
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
