package dev.procession.internal.shm;

/**
 * The bytes that every shared thing begins with, in the byte order of the machine.
 *
 * <pre>
 *   header, 256 bytes. Written by the creator before anyone else can attach, except where said.
 *     0  magic (8)
 *     8  version (4)            12  kind of the thing (4), see {@link SegmentKind}
 *    16  size of it all (8)
 *    24  id (16)                random; tells this memory from any other
 *    40  creator (8)            as in {@link ProcessIds}
 *    48  created (8)            milliseconds since 1970
 *    56  sleep (4)              how threads sleep here, see {@link Waiter}
 *    60  options (4)            bits that mean something to the kind
 *    64  parties begin at (4)   68  room for so many parties (4), see {@link PartyTable}
 *    72  parties ever (4)       anyone, upwards only: parties from here on were never used
 *    76  number of gates (4)
 *    80  gates (8 x 4)          where the 32-bit words are that threads may sleep on
 *   112  data begin at (4)
 *   116  bell (4)              anyone, by addition: those who poll look again, as after a wake
 *   120  size of the data (8)
 *   128  label (64)             UTF-8, shown to people, filled up with zeros
 *   192  lock at (4)           196  tickets at (4)     see {@link Outline}
 *   200  number at (4)         204  0 (4)
 *   208  mask of the number (8)
 *   216  name of the number (24)
 *   240  looked (8)            when somebody looked for deaths last, see {@link Watch}; who looks,
 *                              by compare-and-set
 *   248  0 (8)
 *   256  words of the kind, then parties, then data
 * </pre>
 */
final class SegmentLayout {
  /** "PROCSHM1" read as one number. */
  static final long MAGIC = 0x50524F4353484D31L;

  static final int VERSION = 1;

  static final int MAGIC_OFFSET = 0;
  static final int VERSION_OFFSET = 8;
  static final int KIND = 12;
  static final int SIZE = 16;
  static final int ID = 24;
  static final int CREATOR = 40;
  static final int CREATED = 48;
  static final int SLEEP = 56;
  static final int OPTIONS = 60;
  static final int PARTIES = 64;
  static final int PARTY_ROOM = 68;
  static final int PARTIES_EVER = 72;
  static final int GATE_COUNT = 76;
  static final int GATES = 80;
  static final int MOST_GATES = 8;
  static final int DATA = 112;
  static final int BELL = 116;
  static final int DATA_SIZE = 120;
  static final int LABEL = 128;
  static final int LABEL_SIZE = 64;
  static final int OUTLINE_LOCK = 192;
  static final int OUTLINE_TICKETS = 196;
  static final int OUTLINE_NUMBER = 200;
  static final int OUTLINE_MASK = 208;
  static final int OUTLINE_NAME = 216;
  static final int OUTLINE_NAME_SIZE = 24;
  static final int LOOKED = 240;

  static final int HEADER_SIZE = 256;

  private SegmentLayout() {}
}
