package dev.procession.manager;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/** The file of a socket, which stays behind when who listened there is killed. */
final class ManagerFiles {
  private ManagerFiles() {}

  /** The folder that a manager has made for its socket, which is gone already. */
  static void removeFolder(@Nullable SocketAddress address) {
    if (address instanceof UnixDomainSocketAddress socket) {
      try {
        Files.deleteIfExists(socket.getPath().toAbsolutePath().getParent());
      } catch (IOException e) {
        // The next program of Procession sweeps it.
      }
    }
  }

  static void removeSocket(@Nullable SocketAddress address) {
    if (address instanceof UnixDomainSocketAddress socket) {
      try {
        Files.deleteIfExists(socket.getPath());
      } catch (IOException e) {
        // Whoever tries to listen there says so.
      }
    }
  }
}
