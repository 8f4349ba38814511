package dev.procession.pool;

import dev.procession.internal.proc.ChildDeath;
import dev.procession.internal.proc.ClassOffer;
import dev.procession.internal.proc.JvmChild;
import dev.procession.internal.shm.ProcessSlot;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A worker that is a process.
 *
 * @param child its JVM
 */
record JvmRun(JvmChild child) implements WorkerRun {
  @Override
  public long pid() {
    return child.pid();
  }

  @Override
  public ProcessSlot slot() {
    return child.slot();
  }

  @Override
  public CompletableFuture<SocketTie> reported() {
    return child.sockets().thenApply(SocketTie::new);
  }

  @Override
  public CompletableFuture<ChildDeath> onDeath() {
    return child.onDeath();
  }

  @Override
  public @Nullable ClassOffer offerClasses() throws IOException {
    return child.offerClasses();
  }

  @Override
  public void terminate() {
    child.terminate();
  }

  @Override
  public void kill() {
    child.kill();
  }

  @Override
  public void killTree() {
    child.killTree();
  }

  @Override
  public void discard() {
    child.discard();
  }

  @Override
  public void release() {
    child.release();
  }
}
