package dev.procession.internal.shm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Where named memory lives: {@code /dev/shm}, as POSIX {@code shm_open} has it on Linux, else a
 * folder in that for temporary files which only this user can enter.
 */
public final class NamedFolder {
  /** The longest name of a file. */
  private static final int LONGEST_NAME = 255;

  private static final Path SHARED = Path.of("/dev/shm");
  private static final String OWNER_ONLY = "rwx------";

  /** Whether the folder is the system's, which is always there and is never ours to delete. */
  private static final boolean SYSTEM =
      !Boolean.getBoolean("dev.procession.portable")
          && Files.isDirectory(SHARED)
          && Files.isWritable(SHARED);

  private static final Path FOLDER =
      SYSTEM
          ? SHARED
          : ScratchFiles.temporaryFolder()
              .resolve("procession-memory-" + System.getProperty("user.name", "user"));

  private NamedFolder() {}

  /** The folder; see {@link #prepare()}. */
  static Path path() {
    return FOLDER;
  }

  /** Whether files there take memory and not disk. */
  static boolean isMemory() {
    return SYSTEM;
  }

  /**
   * The file of a segment.
   *
   * @throws IllegalArgumentException if no segment can have this name
   */
  static Path file(String name) {
    int bytes = name.getBytes(UTF_8).length;
    String wrong = null;
    if (name.isEmpty() || name.equals(".") || name.equals("..")) {
      wrong = "it names a folder";
    } else if (name.indexOf('/') >= 0 || name.indexOf('\\') >= 0 && !SYSTEM) {
      wrong = "it contains a slash";
    } else if (name.indexOf('\0') >= 0) {
      wrong = "it contains a NUL character";
    } else if (bytes > LONGEST_NAME) {
      wrong = "it is too long: bytes=" + bytes + ", limit=" + LONGEST_NAME;
    } else if (ScratchFiles.isScratch(name)) {
      wrong = "names of this form are those of temporary files of Procession";
    }
    if (wrong != null) {
      throw new IllegalArgumentException(
          "not a name for shared memory: name=" + name.replace('\0', '?') + ": " + wrong);
    }
    try {
      return FOLDER.resolve(name);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "not a name for shared memory: name="
              + name
              + ": "
              + e.getReason()
              + "; the locale of this JVM has no such character, a UTF-8 one has",
          e);
    }
  }

  /** Sees to it that the folder is there and is nobody else's. */
  static void prepare() throws IOException {
    if (SYSTEM) {
      return;
    }
    boolean posix = FOLDER.getFileSystem().supportedFileAttributeViews().contains("posix");
    try {
      if (posix) {
        Files.createDirectory(
            FOLDER,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
      } else {
        Files.createDirectory(FOLDER);
      }
    } catch (FileAlreadyExistsException wanted) {
      if (posix && !FileFacts.of(FOLDER).isPrivateFolder()) {
        throw new FileSystemException(
            FOLDER.toString(), null, "the folder for shared memory is not this user's alone");
      }
    }
  }

  /** Deletes the folder if it is ours and empty. */
  static void tidy() {
    if (SYSTEM) {
      return;
    }
    try {
      Files.deleteIfExists(FOLDER);
    } catch (IOException inUse) {
      // Whoever removes the last file tries again.
    }
  }
}
