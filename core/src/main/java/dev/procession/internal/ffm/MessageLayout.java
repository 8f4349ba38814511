package dev.procession.internal.ffm;

/**
 * What {@code sendmsg} and {@code recvmsg} take on a 64-bit Linux.
 *
 * <pre>
 *   msghdr                     iovec            cmsghdr, once for all descriptors
 *    0 name          long       0 base   long    0 length, with this head   long
 *    8 name length   int        8 length long    8 level SOL_SOCKET         int
 *   16 iovec         long                       12 type  SCM_RIGHTS         int
 *   24 iovec count   long                       16 descriptors              int each
 *   32 control       long
 *   40 control size  long
 *   48 flags         int
 * </pre>
 */
final class MessageLayout {
  static final int IOVEC = 16;
  static final int IOVEC_COUNT = 24;
  static final int CONTROL = 32;
  static final int CONTROL_SIZE = 40;
  static final int FLAGS = 48;
  static final int HEADER_SIZE = 56;

  static final int IOVEC_BASE = 0;
  static final int IOVEC_LENGTH = 8;
  static final int IOVEC_SIZE = 16;

  static final int CONTROL_LENGTH = 0;
  static final int CONTROL_LEVEL = 8;
  static final int CONTROL_TYPE = 12;
  static final int CONTROL_DATA = 16;
  static final int CONTROL_ALIGNMENT = 8;

  static final int SOL_SOCKET = 1;
  static final int SCM_RIGHTS = 1;

  static final int MSG_CTRUNC = 0x8;
  static final int MSG_DONTWAIT = 0x40;
  static final int MSG_NOSIGNAL = 0x4000;
  static final int MSG_CMSG_CLOEXEC = 0x4000_0000;

  private MessageLayout() {}

  /** The room that a control message with so many descriptors takes. */
  static long controlSpace(int descriptors) {
    return aligned(CONTROL_DATA + (long) descriptors * Integer.BYTES);
  }

  /** Where the next control message begins after one of this length. */
  static long aligned(long length) {
    return (length + CONTROL_ALIGNMENT - 1) & -CONTROL_ALIGNMENT;
  }
}
