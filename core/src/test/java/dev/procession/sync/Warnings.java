package dev.procession.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Collects what this process logs about synchronizers, and keeps it from its console. */
final class Warnings extends Handler implements AutoCloseable {
  private final Logger logger = Logger.getLogger("dev.procession.sync");
  private final List<String> texts = new ArrayList<>();

  Warnings() {
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
