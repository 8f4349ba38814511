package dev.procession.internal.proc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;

/** What tells whether a file has changed, without reading it. */
final class FileStamp {
  private FileStamp() {}

  /**
   * Path, size and time of the last change of content.
   *
   * @throws IOException if it is not there or not a regular file
   */
  static String of(Path file) throws IOException {
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    if (!now.isRegularFile()) {
      throw new IOException("not a regular file: path=".concat(file.toString()));
    }
    return text(now.size(), now.lastModifiedTime()).concat(" ").concat(file.toString());
  }

  /**
   * Size, and the times of the last change of content and of the file itself: the latter cannot be
   * set back, so that whoever has written to the file is found out.
   *
   * @throws IOException if it is not there or not a regular file, or cannot be looked at
   */
  static String strict(Path file) throws IOException {
    BasicFileAttributes now =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!now.isRegularFile()) {
      throw new IOException("not a regular file: path=".concat(file.toString()));
    }
    String stamp = text(now.size(), now.lastModifiedTime());
    try {
      Object changed = Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
      return changed instanceof FileTime time ? stamp.concat(" ").concat(nanos(time)) : stamp;
    } catch (UnsupportedOperationException notHere) {
      return stamp;
    }
  }

  private static String text(long size, FileTime modified) {
    return Long.toString(size).concat(" ").concat(nanos(modified));
  }

  private static String nanos(FileTime time) {
    return Long.toString(time.to(TimeUnit.NANOSECONDS));
  }
}
