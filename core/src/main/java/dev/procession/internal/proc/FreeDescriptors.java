package dev.procession.internal.proc;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;

/**
 * Looks whether this process may open as many files as the start of a child takes. A JDK that lacks
 * them half-way leaves pipes open for ever, and says that its own installation is broken.
 */
final class FreeDescriptors {
  /**
   * The rendezvous socket; then both ends of five pipes of the JDK, for the child's streams, its
   * command, and the failure of the start; two files that the JDK's helper opens while it has all
   * of these. When they are closed again there is room for the child's sockets.
   */
  private static final int NEEDED = 13;

  private FreeDescriptors() {}

  /**
   * Opens so many for a moment. Another thread may take them next, so this is no promise.
   *
   * @throws IOException if there are not enough
   */
  static void require() throws IOException {
    SocketChannel[] opened = new SocketChannel[NEEDED];
    int count = 0;
    try {
      while (count < NEEDED) {
        opened[count] = SocketChannel.open(StandardProtocolFamily.UNIX);
        count++;
      }
    } catch (IOException full) {
      throw new IOException(
          "too many open files: free="
              + count
              + ", needed="
              + NEEDED
              + "; raise the limit (ulimit -n), or close some",
          full);
    } finally {
      for (int i = 0; i < count; i++) {
        opened[i].close();
      }
    }
  }
}
