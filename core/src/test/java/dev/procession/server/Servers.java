package dev.procession.server;

import static java.time.Duration.ofMinutes;

import dev.procession.pool.PoolTesting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What tests of servers share. As an extension: keeps warnings that are expected off the console.
 */
final class Servers implements BeforeEachCallback, AfterEachCallback {
  private static final Logger LOGGER = Logger.getLogger("dev.procession.server");

  /** Any free port of this machine, for this machine only. */
  static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /** Two workers that talk, and do not give up where a test kills them. */
  static ProcessServer open(UnaryOperator<ServerConfig> configure) {
    return ProcessServer.open(
        anyPort(), c -> configure.apply(c.workers(2).restarts(100, ofMinutes(1))), Talk::answer);
  }

  static void await(String what, Callable<Boolean> condition) {
    PoolTesting.await(what, condition);
  }

  static void awaitServing(ProcessServer server, int count) {
    await(count + " workers serve", () -> server.stats().serving() == count);
  }

  /** Waits until no worker but those that serve is left. */
  static void awaitSettled(ProcessServer server, int count) {
    await(
        "no more than " + count + " workers",
        () -> server.stats().workers().size() == count && server.stats().serving() == count);
  }

  static void awaitIdle(ProcessServer server) {
    await("all connections have ended", () -> server.stats().active() == 0);
  }

  /** Stops a process, and waits until none of its threads can take a connection any more. */
  static void freeze(long pid) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-STOP", String.valueOf(pid)).start().waitFor();
    await("it is frozen", () -> isFrozen(pid));
  }

  private static boolean isFrozen(long pid) throws IOException {
    try (DirectoryStream<Path> threads =
        Files.newDirectoryStream(Path.of("/proc", String.valueOf(pid), "task"))) {
      for (Path thread : threads) {
        String stat = Files.readString(thread.resolve("stat"));
        if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
          return false;
        }
      }
    }
    return true;
  }

  private final Handler silent =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          // It is expected.
        }

        @Override
        public void flush() {
          // Nothing waits.
        }

        @Override
        public void close() {
          // Nothing is open.
        }
      };

  @Override
  public void beforeEach(ExtensionContext context) {
    LOGGER.setUseParentHandlers(false);
    LOGGER.addHandler(silent);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    LOGGER.removeHandler(silent);
    LOGGER.setUseParentHandlers(true);
  }
}
