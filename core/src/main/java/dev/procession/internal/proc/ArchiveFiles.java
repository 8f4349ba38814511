package dev.procession.internal.proc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The files of one archive. Their common name is that of the {@link ArchiveKey}.
 *
 * <pre>
 *   NAME.aot        the archive
 *   NAME.seal       how the archive was when it was finished, and its key
 *   NAME.recorded   what the first step of its making found; gone when the archive is there
 *   NAME.refused    why the JVM would not make it
 *   NAME.PID.part   what that process is writing
 * </pre>
 *
 * A JVM crashes if its archive is damaged, and does not look. Hence the seal: the archive is used
 * only as long as it is the very file that was sealed.
 */
record ArchiveFiles(Path directory, String name) {
  private static final String FORMAT = "procession archive 1";
  private static final int LINES_BEFORE_KEY = 4;
  private static final String STAMP = "sealed=";
  private static final String SUM = "crc32=";
  private static final int BLOCK = 64 << 10;

  /** Failures are tried again after this time: the machine may have been short of something. */
  private static final Duration REFUSAL_LASTS = Duration.ofDays(1);

  Path archive() {
    return file(".aot");
  }

  Path seal() {
    return file(".seal");
  }

  Path recorded() {
    return file(".recorded");
  }

  Path refused() {
    return file(".refused");
  }

  /** A file of the calling process alone. */
  Path part(String purpose) {
    return file("." + ProcessHandle.current().pid() + "." + purpose + ".part");
  }

  private Path file(String suffix) {
    return directory.resolve(name.concat(suffix));
  }

  /** Says that the archive is finished. It is on the disk then, as is the seal. */
  void seal(ArchiveKey key) throws IOException {
    long sum = checksum(archive());
    List<String> lines = new ArrayList<>();
    lines.add(FORMAT);
    lines.add(STAMP + FileStamp.strict(archive()));
    lines.add(SUM + Long.toHexString(sum));
    lines.add("");
    lines.addAll(key.lines());
    Path part = part("seal");
    Files.write(part, lines);
    force(part);
    Files.move(part, seal(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * The stamp that the archive had when it was finished.
   *
   * @throws IOException if there is no seal, or not one for this key
   */
  String sealedStamp(ArchiveKey key) throws IOException {
    List<String> lines = sealLines();
    if (!lines.subList(LINES_BEFORE_KEY, lines.size()).equals(key.lines())) {
      throw new IOException("the seal is that of another archive: path=" + seal());
    }
    return lines.get(1).substring(STAMP.length());
  }

  /** Whether the archive is finished, for this key, and has not been touched since. */
  boolean isGood(ArchiveKey key) {
    try {
      return sealedStamp(key).equals(FileStamp.strict(archive()));
    } catch (IOException notThere) {
      return false;
    }
  }

  /** Whether the archive has not been touched since it was sealed, whatever its key. */
  boolean isUntouched() throws IOException {
    return sealLines().get(1).equals(STAMP + FileStamp.strict(archive()));
  }

  /** Whether the archive has the content that was sealed; reads all of it. */
  boolean isIntact() throws IOException {
    String sum = sealLines().get(2).substring(SUM.length());
    return sum.equals(Long.toHexString(checksum(archive())));
  }

  /** The key in the seal. */
  List<String> sealedKey() throws IOException {
    List<String> lines = sealLines();
    return lines.subList(LINES_BEFORE_KEY, lines.size());
  }

  private List<String> sealLines() throws IOException {
    List<String> lines = Files.readAllLines(seal());
    if (lines.size() <= LINES_BEFORE_KEY
        || !lines.get(0).equals(FORMAT)
        || !lines.get(1).startsWith(STAMP)
        || !lines.get(2).startsWith(SUM)) {
      throw new IOException("not a seal: path=" + seal());
    }
    return lines;
  }

  /** Notes that the archive is in use, for {@link ArchiveList}; once a day is enough. */
  void noteUse() {
    try {
      Instant now = Instant.now();
      Instant before = Files.getLastModifiedTime(seal()).toInstant();
      if (before.isBefore(now.minus(Duration.ofDays(1)))) {
        Files.setLastModifiedTime(seal(), FileTime.from(now));
      }
    } catch (IOException readOnly) {
      // Then nobody tidies it up either.
    }
  }

  /** Notes why there is no archive. */
  void refuse(String reason) throws IOException {
    Files.writeString(refused(), reason);
  }

  /** Whether the JVM has refused lately. */
  boolean isRefused() {
    try {
      Instant when = Files.getLastModifiedTime(refused()).toInstant();
      return when.isAfter(Instant.now().minus(REFUSAL_LASTS));
    } catch (IOException no) {
      return false;
    }
  }

  /** Removes what earlier makers, which are dead, have left half done; their lock is ours. */
  void removeParts() throws IOException {
    removeAll(name + ".*.part");
  }

  /** Removes everything of this archive. */
  void remove() throws IOException {
    removeAll(name + ".*");
  }

  private void removeAll(String pattern) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, pattern)) {
      for (Path file : files) {
        removeWhatever(file);
      }
    }
  }

  /** Something else may be in its place, such as a folder. */
  static void removeWhatever(Path file) throws IOException {
    if (Files.isDirectory(file, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> inside = Files.newDirectoryStream(file)) {
        for (Path entry : inside) {
          removeWhatever(entry);
        }
      }
    }
    Files.deleteIfExists(file);
  }

  /** Has the content of a file written to the disk. */
  static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static long checksum(Path file) throws IOException {
    var sum = new CRC32();
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (channel.read(block) >= 0) {
        sum.update(block.flip());
        block.clear();
      }
    }
    return sum.getValue();
  }
}
