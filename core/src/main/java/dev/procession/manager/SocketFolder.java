package dev.procession.manager;

import dev.procession.ProcessionException;
import dev.procession.internal.shm.ScratchFiles;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/**
 * The folder with the socket of a manager in a process of its own. It belongs to the process that
 * has opened the manager, so that another manager can take the place of one that has died.
 */
final class SocketFolder {
  private final Path folder;

  /** Removes it when the program ends without closing the manager. */
  private final Thread programEnd;

  private SocketFolder(Path folder) {
    this.folder = folder;
    this.programEnd = new Thread(() -> ScratchFiles.delete(folder), "procession-manager-end");
  }

  static SocketFolder make() {
    try {
      var made = new SocketFolder(ScratchFiles.newPrivateFolder("manager"));
      Runtime.getRuntime().addShutdownHook(made.programEnd);
      return made;
    } catch (IOException e) {
      throw new ProcessionException(
          "cannot make a folder for the manager's socket: " + e.getMessage(), e);
    }
  }

  UnixDomainSocketAddress socket() {
    return UnixDomainSocketAddress.of(folder.resolve("s"));
  }

  /** Removes what a manager that was killed has left. */
  void removeSocket() {
    ScratchFiles.delete(socket().getPath());
  }

  String path() {
    return folder.toString();
  }

  /** Has this process remove the folder when it ends because its owner has, and could not do so. */
  static void removeWithOwner(Path folder) {
    ProcessHandle.current()
        .parent()
        .ifPresent(
            owner ->
                Runtime.getRuntime()
                    .addShutdownHook(
                        new Thread(
                            () -> {
                              if (!owner.isAlive()) {
                                ScratchFiles.delete(folder);
                              }
                            },
                            "procession-manager-end")));
  }

  void delete() {
    ScratchFiles.delete(folder);
    try {
      Runtime.getRuntime().removeShutdownHook(programEnd);
    } catch (IllegalStateException ending) {
      // Then it has run, or is about to.
    }
  }
}
