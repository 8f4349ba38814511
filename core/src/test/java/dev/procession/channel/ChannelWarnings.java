package dev.procession.channel;

import dev.procession.pool.PoolTesting;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Collects what this process logs about channels, and keeps it from its console. */
final class ChannelWarnings extends Handler implements AutoCloseable {
  private final Logger logger = Logger.getLogger("dev.procession.channel");
  private final List<String> texts = new ArrayList<>();

  ChannelWarnings() {
    logger.setUseParentHandlers(false);
    logger.addHandler(this);
  }

  @Override
  public synchronized void publish(LogRecord record) {
    texts.add(record.getLevel() + ": " + record.getMessage());
  }

  synchronized List<String> texts() {
    return List.copyOf(texts);
  }

  /** Waits until something has been logged that has this text in it. */
  void expect(String part) {
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
