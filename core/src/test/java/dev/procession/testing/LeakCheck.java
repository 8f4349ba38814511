package dev.procession.testing;

import static java.util.stream.Collectors.joining;

import dev.procession.internal.proc.SpareControl;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Fails a test that leaves something behind: a child process, a thread whose name starts with
 * {@code procession}, an open socket, pipe or file of ours, a file of ours in the directory for
 * temporary files or in {@code /dev/shm}. What a test releases late is given a few seconds to go.
 * Spare JVMs, which children that are started warm leave to the next one, are ended first.
 *
 * <p>For use with {@code @ExtendWith(LeakCheck.class)} on classes whose tests do not run in
 * parallel with others of the same JVM: what those hold would be taken for a leak.
 */
public final class LeakCheck implements BeforeEachCallback, AfterEachCallback {
  private static final Namespace NAMESPACE = Namespace.create(LeakCheck.class);
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  static {
    openWhatTheJdkKeepsOpen();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    context.getStore(NAMESPACE).put("before", LiveResources.now());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    expectNothingNewSince(context.getStore(NAMESPACE).get("before", Set.class), DEADLINE);
  }

  /**
   * Waits until all that lives now lived before.
   *
   * @throws AssertionError naming what is left when the deadline has passed
   */
  static void expectNothingNewSince(Set<?> before, Duration deadline) {
    try {
      Awaitility.await()
          .pollInSameThread()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(20))
          .atMost(deadline)
          .until(
              () -> {
                // A pool that ends leaves spares for the next.
                SpareControl.release();
                return newSince(before).isEmpty();
              });
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          newSince(before).stream()
              .map(line -> line + stack(line))
              .collect(joining("\n  ", "The test left behind:\n  ", "")),
          e);
    }
  }

  /** Where a thread that was left behind is; empty for anything else. */
  private static String stack(String line) {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(entry -> line.startsWith("thread " + entry.getKey().threadId() + ":"))
        .flatMap(entry -> Stream.of(entry.getValue()))
        .map(frame -> "\n      at " + frame)
        .collect(joining());
  }

  private static Set<String> newSince(Set<?> before) {
    var left = new TreeSet<>(LiveResources.now());
    left.removeAll(before);
    return left;
  }

  /**
   * The first socket makes the JDK open a descriptor that it never closes; no test should be
   * blamed.
   */
  static void openWhatTheJdkKeepsOpen() {
    try {
      SocketChannel.open().close();
    } catch (IOException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
