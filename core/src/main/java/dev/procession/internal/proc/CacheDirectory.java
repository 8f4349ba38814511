package dev.procession.internal.proc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where archives are kept: in the user's cache directory, in a folder that nobody else may write to
 * or read, since children run what is in it.
 */
final class CacheDirectory {
  private CacheDirectory() {}

  /** Where it is, whether it exists or not; null if this user has no such place. */
  static @Nullable Path path() {
    try {
      String chosen = System.getProperty("dev.procession.cache");
      if (chosen != null && !chosen.isEmpty()) {
        return Path.of(chosen).toAbsolutePath();
      }
      Path parent = usersCaches();
      return parent == null ? null : parent.resolve("procession");
    } catch (InvalidPathException notAPlace) {
      return null;
    }
  }

  private static @Nullable Path usersCaches() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (system.startsWith("windows")) {
      String local = System.getenv("LOCALAPPDATA");
      return local == null || local.isEmpty() ? null : Path.of(local);
    }
    String home = System.getProperty("user.home", "");
    boolean homeless = home.isEmpty() || home.equals("?") || !Path.of(home).isAbsolute();
    if (system.startsWith("mac")) {
      return homeless ? null : Path.of(home, "Library", "Caches");
    }
    String chosen = System.getenv("XDG_CACHE_HOME");
    if (chosen != null && chosen.startsWith("/")) {
      return Path.of(chosen);
    }
    return homeless ? null : Path.of(home, ".cache");
  }

  /** Why what is in it must not be used; null if it is there and may be. */
  static @Nullable String objection(Path directory) {
    try {
      PosixFileAttributeView view =
          Files.getFileAttributeView(
              directory, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
      if (view == null) {
        return Files.isDirectory(directory) ? null : "there is no such folder: path=" + directory;
      }
      PosixFileAttributes is = view.readAttributes();
      if (!is.isDirectory()) {
        return "not a folder: path=" + directory;
      }
      if (is.permissions().contains(PosixFilePermission.GROUP_WRITE)
          || is.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
        return "others may write to the folder: path=" + directory;
      }
      return isOurs(is.owner()) ? null : "the folder belongs to " + is.owner() + ": " + directory;
    } catch (IOException notThere) {
      return "there is no such folder: path=" + directory;
    }
  }

  private static boolean isOurs(UserPrincipal owner) throws IOException {
    Path self = Path.of("/proc/self");
    if (Files.exists(self)) {
      return owner.equals(Files.getOwner(self));
    }
    Optional<String> user = ProcessHandle.current().info().user();
    return user.isPresent() && user.get().equals(owner.getName());
  }

  /**
   * Makes it if it is not there.
   *
   * @throws IOException if it cannot be made or written to, or is not to be used
   */
  static void prepare(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Path parent = directory.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
      FileAttribute<?>[] ownerOnly =
          posix
              ? new FileAttribute<?>[] {
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
              }
              : new FileAttribute<?>[0];
      Files.createDirectories(directory, ownerOnly);
    }
    String objection = objection(directory);
    if (objection != null) {
      throw new IOException(objection);
    }
    if (!Files.isWritable(directory)) {
      throw new IOException("the folder cannot be written to: path=" + directory);
    }
  }
}
