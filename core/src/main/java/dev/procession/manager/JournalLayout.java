package dev.procession.manager;

/**
 * The file that a manager writes its objects to:
 *
 * <pre>
 *  ┌───────────┬─────────────┬───────────────────────┐
 *  │ magic (8) │ version (4) │ the manager's id (16) │
 *  ├───────────┴──┬──────────┴──────┬──────────────┬─┘
 *  │ length (4)   │ checksum (4)    │ length bytes │   as many as there are
 *  └──────────────┴─────────────────┴──────────────┘
 *
 *  MADE     object (8), type (text), arguments: number (4), values
 *  NAMED    object (8), name (text), or empty if it has none any more
 *  GONE     object (8)
 *  EFFECT   object (8), effect (4), values: number (4), values
 * </pre>
 *
 * Numbers are big-endian. A record is appended by one write; the last one may be torn when the
 * writer has died, which its length or checksum shows: then it has not happened, and nobody was
 * told that it had.
 */
final class JournalLayout {
  static final long MAGIC = 0x50524F434A524E4CL;
  static final int VERSION = 1;
  static final int HEADER = 3 * Long.BYTES + Integer.BYTES;
  static final int RECORD_HEADER = 2 * Integer.BYTES;

  static final int MADE = 1;
  static final int NAMED = 2;
  static final int GONE = 3;
  static final int EFFECT = 4;

  private JournalLayout() {}
}
