package dev.procession.manager;

import dev.procession.memory.ShareableList;
import dev.procession.memory.SharedMemory;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Makes named shared memory that goes with it: when it is closed, or whoever opened it ends, all
 * that was made through it is unlinked, in whichever process that was asked for.
 *
 * {@snippet lang="java" :
 * try (var memories = SharedMemoryManager.open();
 *     SharedMemory image = memories.sharedMemory(1 << 20)) {
 *   pool.map(row -> darken(image, row), rows);
 * }
 * }
 *
 * <p>A process of its own is the owner of the memory, not those that ask for it: so the memory that
 * a child has asked for is there when the child has ended. The handles given out are attached to
 * it; each is to be {@linkplain SharedMemory#close closed} where it is, and need not be unlinked,
 * though it may be.
 *
 * <p>If the process that has opened this is killed, or the one that owns the memory, nothing is
 * left either; after the death of the owner every method throws {@link ManagerDiedException}.
 *
 * <p>May be used by any thread, and sent to other processes of the machine, which can then make
 * memory too; there {@link #close()} only ends the use of this handle.
 *
 * <p>Python: {@code multiprocessing.managers.SharedMemoryManager}.
 */
public final class SharedMemoryManager implements AutoCloseable, Serializable {
  private static final long serialVersionUID = 1;

  /** What makes the memory. */
  private final MemoryCore core;

  /** Null where this has been sent to. */
  private final transient @Nullable Manager manager;

  /** Whether this handle has been closed. */
  private final AtomicBoolean closed = new AtomicBoolean();

  private SharedMemoryManager(Manager manager, MemoryCore core) {
    this.manager = manager;
    this.core = core;
  }

  /**
   * Starts one, with a process of its own.
   *
   * <p>Python: {@code SharedMemoryManager().start()}.
   *
   * @return the manager
   * @throws dev.procession.ChildStartException if the process could not be started
   */
  public static SharedMemoryManager open() {
    Manager manager = Manager.open();
    boolean done = false;
    try {
      var core = (MemoryCore) ((ManagerImpl) manager).make(BuiltIns.MEMORY);
      done = true;
      return new SharedMemoryManager(manager, core);
    } finally {
      if (!done) {
        manager.close();
      }
    }
  }

  /**
   * Makes memory with a random name, filled with zeros.
   *
   * <p>Python: {@code SharedMemory(size)}.
   *
   * @param size in bytes, greater than zero
   * @return a handle, which is to be closed
   * @throws IllegalArgumentException if the size is not greater than zero
   * @throws dev.procession.memory.SharedMemoryException if there is no room
   * @throws IllegalStateException if this is closed
   * @throws ManagerDiedException if the process that owns the memory has ended
   */
  public SharedMemory sharedMemory(long size) {
    checkOpen();
    return SharedMemory.attach(core.memory(size));
  }

  /**
   * Makes a list.
   *
   * <p>Python: {@code ShareableList(items)}.
   *
   * @param items what it holds at first; may hold null
   * @return a handle, which is to be closed
   * @throws IllegalArgumentException if it cannot hold one of them
   * @throws dev.procession.memory.SharedMemoryException if there is no room
   * @throws IllegalStateException if this is closed
   * @throws ManagerDiedException if the process that owns the memory has ended
   */
  public ShareableList shareableList(Collection<?> items) {
    checkOpen();
    return ShareableList.attach(core.list(new ArrayList<>(items)));
  }

  /**
   * Makes a list of these items.
   *
   * @param items what it holds at first; may hold null
   * @return a handle, which is to be closed
   * @throws IllegalArgumentException if it cannot hold one of them
   * @throws dev.procession.memory.SharedMemoryException if there is no room
   * @throws IllegalStateException if this is closed
   * @throws ManagerDiedException if the process that owns the memory has ended
   */
  public ShareableList shareableList(@Nullable Object... items) {
    return shareableList(Arrays.asList(items));
  }

  /**
   * The names of the memory that has been made, lists included.
   *
   * @return a list of the caller's own
   * @throws IllegalStateException if this is closed
   */
  public List<String> names() {
    checkOpen();
    return new ArrayList<>(core.names());
  }

  private void checkOpen() {
    if (closed.get()) {
      throw new IllegalStateException("the manager of shared memory is closed; open another one");
    }
  }

  /** The process that owns the memory. */
  long pid() {
    return Objects.requireNonNull(manager).pid();
  }

  /**
   * Unlinks all memory that was made, if this process has opened the manager, and ends its process;
   * what is attached can still be used. Elsewhere it ends the use of this handle only. Does nothing
   * the second time.
   *
   * <p>Python: {@code shutdown()}.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true) && manager != null) {
      manager.close();
    }
  }

  @Override
  public String toString() {
    return "SharedMemoryManager[" + core + (closed.get() ? ", closed" : "") + "]";
  }
}
