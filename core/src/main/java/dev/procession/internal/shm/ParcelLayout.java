package dev.procession.internal.shm;

/**
 * The file of a {@link Parcel}: a page that says what it is, then the value.
 *
 * <pre>
 *      0  magic (8)
 *      8  id (8)             who finds another one has opened another file
 *     16  capacity (8)       bytes of data
 *     24  state (4)          one of the constants below; of a result only
 *   4096  data
 * </pre>
 *
 * <p>The sender moves the state from free to sent; who receives moves it on from there.
 */
final class ParcelLayout {
  static final int MAGIC_OFFSET = 0;
  static final int ID = 8;
  static final int CAPACITY = 16;
  static final int STATE = 24;
  static final int HEADER = 32;
  static final int DATA = 4096;

  /** "parcel" and a version. */
  static final long MAGIC = 0x70_61_72_63_65_6c_00_01L;

  /** The sender may use it. */
  static final int FREE = 0;

  /** On its way; it is lost if the sender ends. */
  static final int SENT = 1;

  /** The receiver has it open and will free it. */
  static final int HELD = 2;

  /** The receiver has it open and will never free it: the sender is to let go of it. */
  static final int TAKEN = 3;

  private ParcelLayout() {}
}
