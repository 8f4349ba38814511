package dev.procession.sync;

import dev.procession.internal.shm.LockWord;
import dev.procession.internal.shm.ProcessIds;
import dev.procession.internal.shm.Segment;
import java.time.Instant;
import java.util.Optional;

/**
 * Who holds a lock, for messages and diagnosis: it may hold it no more when you read this.
 *
 * @param pid the process
 * @param processName what the process is called, as {@link dev.procession.CurrentProcess#name()}
 *     says there; empty if it is not known
 * @param threadId the thread, as {@link Thread#threadId()} numbers it in that process
 * @param since when it took the lock; if it did not have to wait for it, when somebody else first
 *     had to, or first asked who holds it
 */
public record LockOwner(long pid, String processName, long threadId, Instant since) {
  /** The holder of a lock in a segment; empty if the lock is free. */
  static Optional<LockOwner> of(Segment segment, LockWord.Holder holder) {
    if (holder.process() == ProcessIds.NOBODY) {
      return Optional.empty();
    }
    return Optional.of(
        new LockOwner(
            ProcessIds.pid(holder.process()),
            segment.parties().nameOf(holder.process()),
            holder.thread(),
            Instant.ofEpochMilli(holder.since())));
  }

  /**
   * The name of the thread, if it lives in this process.
   *
   * @return empty if it lives in another process, is a virtual thread, or has ended
   */
  public Optional<String> threadName() {
    if (pid != ProcessHandle.current().pid()) {
      return Optional.empty();
    }
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.threadId() == threadId)
        .map(Thread::getName)
        .findFirst();
  }

  /** For people: {@code process-1 (pid 4711), thread 27}. */
  @Override
  public String toString() {
    String process = processName.isEmpty() ? "pid " + pid : processName + " (pid " + pid + ")";
    return process + ", thread " + threadName().orElse(Long.toString(threadId));
  }
}
