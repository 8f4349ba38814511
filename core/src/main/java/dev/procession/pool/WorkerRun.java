package dev.procession.pool;

import dev.procession.internal.proc.ChildDeath;
import dev.procession.internal.proc.ClassOffer;
import dev.procession.internal.shm.ProcessSlot;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What runs a worker: a JVM of its own, or a thread of this one. Used by any thread. */
sealed interface WorkerRun permits JvmRun, ThreadRun {

  /** Its process id; that of this process if it is a thread. */
  long pid();

  /** Where it claims items; not to be touched after {@link #release()}. */
  ProcessSlot slot();

  /** Completes when it knows who it is; does not if it ends before. */
  CompletableFuture<? extends WorkerTie> reported();

  /** Completes when it has ended, or has been given up. */
  CompletableFuture<ChildDeath> onDeath();

  /**
   * Where it is to ask for classes of foreign loaders.
   *
   * @return null if it need not be told, or has been
   * @throws IOException if it cannot be told
   */
  @Nullable ClassOffer offerClasses() throws IOException;

  /** Asks it to end; its shutdown hooks run. */
  void terminate();

  /** Ends it without asking; a thread is interrupted and given up. */
  void kill();

  /** The same, with all processes below it. May take milliseconds. */
  void killTree();

  /** Ends one that nobody will use, and gives back all that it has. */
  void discard();

  /** The loop will not look at its slot any more; called after its death. */
  void release();
}
