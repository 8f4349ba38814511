package dev.procession.internal.proc;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** All archives of a cache directory, and the end of those that are not needed any more. */
final class ArchiveList {
  private static final Duration LONGEST_UNUSED = Duration.ofDays(30);

  /** An archive takes 10 to 20 MB. */
  private static final int MOST = 16;

  private static final String STAMP = "stamp=";

  private ArchiveList() {}

  /** What is there, the one used last first. */
  static List<ArchiveFiles> in(Path directory) throws IOException {
    List<ArchiveFiles> all = new ArrayList<>();
    try (DirectoryStream<Path> seals = Files.newDirectoryStream(directory, "*.seal")) {
      for (Path seal : seals) {
        String name = String.valueOf(seal.getFileName());
        all.add(new ArchiveFiles(directory, name.substring(0, name.lastIndexOf('.'))));
      }
    }
    all.sort(Comparator.comparing(ArchiveList::lastUse).reversed());
    return all;
  }

  /** When it was last used, to the day. */
  static Instant lastUse(ArchiveFiles files) {
    try {
      return Files.getLastModifiedTime(files.seal()).toInstant();
    } catch (IOException gone) {
      return Instant.EPOCH;
    }
  }

  /** Whether the files that went into it are still what they were. */
  static boolean isCurrent(ArchiveFiles files) throws IOException {
    for (String line : files.sealedKey()) {
      if (line.startsWith(STAMP) && !isCurrent(line.substring(STAMP.length()))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isCurrent(String stamp) {
    String[] parts = stamp.split(" ", 3);
    try {
      return parts.length == 3 && stamp.equals(FileStamp.of(Path.of(parts[2])));
    } catch (IOException gone) {
      return false;
    }
  }

  /**
   * Removes what is stale, has not been used for long, or is too much, and what trainers have left
   * behind. The caller holds the directory's lock.
   *
   * @param kept the name of the archive that stays in any case
   */
  static void tidy(Path directory, String kept) throws IOException {
    Instant longAgo = Instant.now().minus(LONGEST_UNUSED);
    int count = 0;
    for (ArchiveFiles files : in(directory)) {
      count++;
      if (!files.name().equals(kept)
          && (count > MOST || lastUse(files).isBefore(longAgo) || !isUsable(files))) {
        files.remove();
      }
    }
    removeLoose(directory, longAgo);
  }

  private static boolean isUsable(ArchiveFiles files) {
    try {
      return isCurrent(files);
    } catch (IOException unreadable) {
      return false;
    }
  }

  /** Records and refusals whose archive never came. */
  private static void removeLoose(Path directory, Instant longAgo) throws IOException {
    try (DirectoryStream<Path> loose =
        Files.newDirectoryStream(directory, "*.{recorded,refused,part}")) {
      for (Path file : loose) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(longAgo)) {
          ArchiveFiles.removeWhatever(file);
        }
      }
    }
  }
}
