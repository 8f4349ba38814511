package dev.procession.internal.proc;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Archives of loaded classes, JDK's word is AOT cache: a child that is started with one finds its
 * classes parsed, checked and linked. They are made by {@link AotTrainer} in the background of some
 * program and used by all later children of the same user that are started alike.
 *
 * <p>Nothing depends on them: where one is missing or not to be trusted, a child starts without.
 */
final class AotCache {
  /** A JVM that cannot use its archive says so on standard output; the user has not asked. */
  private static final String QUIET = "-Xlog:aot=off";

  /** An archive that has been found good, and the stamp it had. */
  private record Known(ArchiveKey key, ArchiveFiles files, String stamp) {}

  /** The archive used last; written and read by any thread. */
  private static volatile @Nullable Known last;

  private AotCache() {}

  /** The options that make a JVM use the archive, if there is a good one. */
  static List<String> options(ArchiveChoice choice) {
    ArchiveKey key = choice.key();
    Known known = key == null ? null : known(key);
    return known == null
        ? List.of()
        : List.of("-XX:AOTCache=".concat(known.files.archive().toString()), QUIET);
  }

  /** Whether there is a good archive. */
  static boolean isGood(ArchiveKey key) {
    return known(key) != null;
  }

  /** The files of an archive, whether they are there or not; null if there is no place for them. */
  static @Nullable ArchiveFiles files(ArchiveKey key) {
    Path directory = CacheDirectory.path();
    return directory == null ? null : new ArchiveFiles(directory, key.name());
  }

  private static @Nullable Known known(ArchiveKey key) {
    Known known = last;
    try {
      if (known == null || !known.key.equals(key)) {
        known = find(key);
      }
      // Looked at for each child: whoever has damaged it since would crash them all.
      if (known != null && known.stamp.equals(FileStamp.strict(known.files.archive()))) {
        last = known;
        return known;
      }
    } catch (IOException notThere) {
      // As good as damaged.
    }
    last = null;
    return null;
  }

  private static @Nullable Known find(ArchiveKey key) throws IOException {
    ArchiveFiles files = files(key);
    if (files == null || CacheDirectory.objection(files.directory()) != null) {
      return null;
    }
    String stamp = files.sealedStamp(key);
    files.noteUse();
    return new Known(key, files, stamp);
  }
}
