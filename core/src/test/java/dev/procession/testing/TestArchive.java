package dev.procession.testing;

import dev.procession.ClassArchive;
import dev.procession.ClassArchives;
import dev.procession.Context;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/**
 * Has the archive of loaded classes made that children of tests start with, before the first test.
 * It is kept among what the build makes, so that this costs some seconds after the library has
 * changed and nothing otherwise. The JUnit launcher finds this class by {@code META-INF/services}.
 *
 * <p>Only the build asks for it, by {@code dev.procession.aot=use}: other runs have no jar.
 */
public final class TestArchive implements TestExecutionListener {
  /** A JVM that runs tests beside another gets one class after the other, each as a plan. */
  private static final AtomicBoolean LOOKED = new AtomicBoolean();

  @Override
  public void testPlanExecutionStarted(TestPlan plan) {
    if (!"use".equals(System.getProperty("dev.procession.aot")) || LOOKED.getAndSet(true)) {
      return;
    }
    try {
      ClassArchive archive = ClassArchives.build(Context.standard());
      if (archive.state() != ClassArchive.State.GOOD) {
        System.err.println("children of tests start without an archive: " + archive);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
