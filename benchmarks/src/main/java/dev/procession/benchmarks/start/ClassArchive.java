package dev.procession.benchmarks.start;

import dev.procession.ChildProcess;
import dev.procession.Context;
import dev.procession.StartMethod;
import dev.procession.benchmarks.harness.Effort;
import dev.procession.benchmarks.harness.NamedPipe;
import dev.procession.benchmarks.harness.NotAvailableException;
import dev.procession.benchmarks.harness.Setting;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * The archive of loaded classes that children of this program start from. It is made in the
 * background after the first child has been started, which takes processors from whatever else is
 * measured; so everybody waits for it first.
 */
final class ClassArchive {
  private static final String OPTION = "-XX:AOT";

  /** Making one takes seconds. */
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** If nobody makes one after this time, nobody will. */
  private static final Duration GRACE = Duration.ofSeconds(3);

  private static final Context CONTEXT =
      Context.initial().startMethod(StartMethod.SPAWN).aotCache(true);

  /** Set once the end of the wait is known; used by the thread that opens contestants. */
  private static boolean settled;

  private ClassArchive() {}

  /** Waits until nobody makes an archive any more; in a quick run, does not wait. */
  static void settle(Setting setting) throws Exception {
    if (settled || setting.effort() == Effort.QUICK) {
      return;
    }
    long start = System.nanoTime();
    long lastSeen = start;
    while (!isUsed()) {
      long now = System.nanoTime();
      if (isBeingMade()) {
        lastSeen = now;
      }
      if (now - lastSeen > GRACE.toNanos() || now - start > LIMIT.toNanos()) {
        break;
      }
    }
    settled = true;
  }

  /**
   * Waits for the archive.
   *
   * @throws NotAvailableException if children start without one
   */
  static void require(Setting setting) throws Exception {
    settle(setting);
    if (!isUsed()) {
      throw new NotAvailableException("children start without an archive of loaded classes", null);
    }
  }

  /** Whether a child gets one: starts a child and asks it. */
  private static boolean isUsed() throws Exception {
    try (NamedPipe pipe = NamedPipe.create()) {
      String location = pipe.location();
      ChildProcess child =
          ChildProcess.of(() -> NamedPipe.send(location, hasOption() ? 1 : 0)).context(CONTEXT);
      child.start();
      child.join();
      return pipe.receiveNow() == 1;
    }
  }

  private static boolean hasOption() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .anyMatch(argument -> argument.startsWith(OPTION));
  }

  private static boolean isBeingMade() {
    return ProcessHandle.current()
        .descendants()
        .anyMatch(child -> child.info().commandLine().orElse("").contains(OPTION));
  }
}
