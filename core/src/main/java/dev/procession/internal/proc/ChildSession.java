package dev.procession.internal.proc;

import dev.procession.internal.shm.ProcessSlot;
import dev.procession.internal.shm.ProcessTable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What a child's body works with. Used by the child's main thread.
 *
 * @param work what its parent has sent along for it
 * @param data the socket for whatever the body and its parent have to say to each other
 * @param table the parent's process table
 * @param index the child's slot in it
 */
public record ChildSession(byte[] work, SturdyChannel data, Path table, int index) {

  /**
   * Maps the memory shared with the parent, which takes time in a cold JVM.
   *
   * @throws IOException if the parent is gone
   */
  public ProcessSlot slot() throws IOException {
    ProcessSlot slot = ProcessTable.attach(table, index);
    slot.pid(ProcessHandle.current().pid());
    return slot;
  }
}
