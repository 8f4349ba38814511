package dev.procession.internal.shm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;

/**
 * What the system knows of a file; links are not followed.
 *
 * @param inode tells the file from all others there are now; 0 where files have no such number
 * @param owner the number of its user; 0 where users have none
 * @param mode type and permissions
 */
record FileFacts(long inode, int owner, int mode) {
  private static final int TYPE = 0xF000;
  private static final int FOLDER = 0x4000;
  private static final int REGULAR = 0x8000;
  private static final int OTHERS = 0x3F;

  /** Whether files have inodes, so that a segment can be told from another of the same name. */
  static final boolean KNOWN =
      NamedFolder.path().getFileSystem().supportedFileAttributeViews().contains("unix");

  /**
   * Looks at a file.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   */
  static FileFacts of(Path file) throws IOException {
    if (!KNOWN) {
      BasicFileAttributes basic =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return new FileFacts(0, 0, basic.isRegularFile() ? REGULAR : 0);
    }
    Map<String, Object> all =
        Files.readAttributes(file, "unix:ino,uid,mode", LinkOption.NOFOLLOW_LINKS);
    return new FileFacts(number(all, "ino").longValue(), value(all, "uid"), value(all, "mode"));
  }

  private static int value(Map<String, Object> all, String name) {
    return number(all, name).intValue();
  }

  private static Number number(Map<String, Object> all, String name) {
    return (Number) java.util.Objects.requireNonNull(all.get(name));
  }

  boolean isRegular() {
    return (mode & TYPE) == REGULAR;
  }

  /** Whether it is a folder that this user made for itself alone. */
  boolean isPrivateFolder() throws IOException {
    return (mode & TYPE) == FOLDER && (mode & OTHERS) == 0 && isMine();
  }

  /** Whether it belongs to the user who runs this process, as far as that can be told. */
  boolean isMine() throws IOException {
    Path self = Path.of("/proc/self");
    return !Files.exists(self) || (int) Files.getAttribute(self, "unix:uid") == owner;
  }
}
