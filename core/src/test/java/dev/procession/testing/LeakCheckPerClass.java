package dev.procession.testing;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * {@link LeakCheck} around a whole test class, for classes whose tests share a pool: its workers
 * are replaced while tests run, so a single test may well end with other processes than it found.
 * Also for classes with many children that are started warm: the spare that one test leaves is
 * there for the next, which need not start two JVMs to have one.
 */
public final class LeakCheckPerClass implements BeforeAllCallback, AfterAllCallback {
  private static final Namespace NAMESPACE = Namespace.create(LeakCheckPerClass.class);
  private static final Duration DEADLINE = Duration.ofSeconds(15);

  static {
    LeakCheck.openWhatTheJdkKeepsOpen();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    context.getStore(NAMESPACE).put("before", LiveResources.now());
  }

  @Override
  public void afterAll(ExtensionContext context) {
    Set<?> before = context.getStore(NAMESPACE).get("before", Set.class);
    LeakCheck.expectNothingNewSince(before, DEADLINE);
  }
}
