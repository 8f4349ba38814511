package dev.procession.manager;

import java.util.ArrayList;
import java.util.List;

/** Closes all that was added. */
final class Closing implements AutoCloseable {
  private final List<AutoCloseable> all = new ArrayList<>();

  void add(AutoCloseable each) {
    all.add(each);
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable each : all) {
      each.close();
    }
  }
}
