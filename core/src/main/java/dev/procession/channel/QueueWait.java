package dev.procession.channel;

import dev.procession.internal.ready.Awaitable;
import dev.procession.internal.shm.RecordLog;
import dev.procession.internal.shm.SharedHandle;

/**
 * What it is to wait for a queue, of whichever kind, among other things: until a take would not.
 *
 * @param handle of the queue
 * @param log of the queue
 */
record QueueWait(SharedHandle handle, RecordLog log) implements Awaitable {

  @Override
  public boolean isReady() {
    handle.checkOpen();
    return log.isReady();
  }

  @Override
  public void await(long nanos) throws InterruptedException {
    handle.checkOpenAndInterrupt();
    log.await(nanos);
  }
}
