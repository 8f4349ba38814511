package dev.procession.manager;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes named memory that the manager's process owns; see {@link SharedMemoryManager}. */
interface MemoryCore {
  /** Makes memory of so many bytes; returns its name. */
  String memory(long size);

  /** Makes a list; returns the name of its memory. */
  String list(List<@Nullable Object> items);

  /** The names of all that has been made. */
  @Reads
  List<String> names();
}
