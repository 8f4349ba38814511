package dev.procession.internal.shm;

/**
 * One party of a {@link PartyTable}, 64 bytes, so that no two share a cache line.
 *
 * <pre>
 *    0  process (8)     who; 0 while free. Taken by compare-and-set, given back by its process, or by
 *                       anyone once that is dead and the other fields have been dealt with; with
 *                       flag 1 by a process that clears the fields of a dead one
 *    8  asleep (4)      threads of the process that sleep here; its threads, by atomic addition
 *   12  held (4)        means something to the kind; see there who writes it
 *   16  mark (8)        likewise
 *   24  name (40)       of the process, UTF-8; its process, before anything is held
 * </pre>
 */
final class PartyLayout {
  static final int PROCESS = 0;
  static final int ASLEEP = 8;
  static final int HELD = 12;
  static final int MARK = 16;
  static final int NAME = 24;
  static final int NAME_SIZE = 40;
  static final int SIZE = 64;

  private PartyLayout() {}
}
