package dev.procession.manager;

import dev.procession.memory.ShareableList;
import dev.procession.memory.SharedMemory;
import dev.procession.memory.SharedMemoryException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The named memory that a manager has made for others. Its process is the owner, so what is left
 * when that is killed is removed as all that killed processes own.
 *
 * <p>Used by any thread.
 */
final class MemoryServant implements MemoryCore, AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock();

  /** Closed handles: nothing is mapped here. Guarded by the lock. */
  private final List<SharedMemory> made = new ArrayList<>();

  /** Guarded by the lock. */
  private boolean closed;

  /** How to make a piece. */
  private interface Making {
    SharedMemory make();
  }

  @Override
  public String memory(long size) {
    return make(() -> SharedMemory.create(size));
  }

  @Override
  public String list(List<@Nullable Object> items) {
    return make(() -> ShareableList.create(items).sharedMemory());
  }

  private String make(Making making) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the manager of shared memory is closed");
      }
      SharedMemory memory = making.make();
      made.add(memory);
      memory.close();
      return memory.name();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<String> names() {
    lock.lock();
    try {
      return new ArrayList<>(made.stream().map(SharedMemory::name).toList());
    } finally {
      lock.unlock();
    }
  }

  /** Unlinks all that has been made; what somebody else has unlinked already is no matter. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      SharedMemoryException failure = null;
      for (SharedMemory memory : made) {
        try {
          memory.unlink();
        } catch (SharedMemoryException e) {
          if (e.getCause() instanceof NoSuchFileException) {
            // Not ours any more either.
            memory.keep();
          } else {
            failure = failure == null ? e : failure;
          }
        }
      }
      made.clear();
      if (failure != null) {
        throw failure;
      }
    } finally {
      lock.unlock();
    }
  }
}
