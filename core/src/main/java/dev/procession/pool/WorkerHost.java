package dev.procession.pool;

import dev.procession.internal.proc.ClassOffer;
import java.io.IOException;

/** Where the body of a worker runs, and what it cannot do by itself. Used by its threads. */
interface WorkerHost {

  /** The class loader of a number. */
  ClassLoader loader(int number) throws IOException;

  /** Takes an offer of classes. */
  void connect(ClassOffer offer) throws IOException;

  /** The virtual machine is not to be trusted any more: ends it if it is the worker's own. */
  void giveUp();

  /** The pool is gone, or has given up this worker, which ends: this does not return. */
  RuntimeException orphaned();
}
