package dev.procession.channel;

/**
 * How a message looks on a socket; the same as with CPython. All numbers are big-endian.
 *
 * <pre>
 *   up to 2 GiB - 1    length (4), bytes
 *   longer             -1 (4), length (8), bytes
 * </pre>
 */
final class FrameLayout {
  static final int SHORT_HEADER = 4;
  static final int LONG_HEADER = 12;

  /** In place of a short length: a long one follows. */
  static final int LONG_MARK = -1;

  /** CPython writes what is no longer than this in one piece, header and all. */
  static final int ONE_PIECE = 16_384;

  private FrameLayout() {}
}
