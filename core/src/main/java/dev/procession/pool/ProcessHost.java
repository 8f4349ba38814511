package dev.procession.pool;

import dev.procession.internal.proc.ChildClasses;
import dev.procession.internal.proc.ClassOffer;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** A process that is nothing but a worker. */
final class ProcessHost implements WorkerHost {
  /** The exit code of a worker that has given up after an item, which it has reported. */
  static final int GAVE_UP = 71;

  @Override
  public ClassLoader loader(int number) throws IOException {
    return ChildClasses.loader(number);
  }

  @Override
  public void connect(ClassOffer offer) throws IOException {
    ChildClasses.connect(offer);
  }

  @Override
  public void giveUp() {
    Runtime.getRuntime().halt(GAVE_UP);
  }

  /**
   * The control thread ends this process as soon as the parent is gone; no item may begin
   * meanwhile.
   */
  @Override
  public RuntimeException orphaned() {
    try {
      TimeUnit.SECONDS.sleep(1);
    } catch (InterruptedException haltNow) {
      // The process is about to end in any case.
    }
    Runtime.getRuntime().halt(1);
    return new IllegalStateException("halted");
  }
}
