package dev.procession.process;

import dev.procession.pool.PoolTesting;
import dev.procession.pool.Signals;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/** A class to load in advance. Tells each process that initializes it. */
final class Preloaded {
  /** Names the directory for the signals; without it nothing is told. */
  static final String DIRECTORY = "dev.procession.process.preloaded";

  /** Made by the initializer, used by tasks. */
  static final ReentrantLock LOCK = new ReentrantLock();

  /** Set by a hook. */
  static volatile String state = "nothing";

  static {
    String directory = System.getProperty(DIRECTORY);
    if (directory != null) {
      try {
        Signals.in(Path.of(directory)).append("loaded", String.valueOf(PoolTesting.pid()));
      } catch (java.io.IOException e) {
        throw new ExceptionInInitializerError(e);
      }
    }
  }

  private Preloaded() {}

  /** Cannot be initialized. */
  static final class Broken {
    static final int VALUE = Integer.parseInt("no number");

    private Broken() {}
  }
}
