package dev.procession.internal.shm;

import dev.procession.ProcessionException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Names for the few files that live for a moment, and the sweep of those that a killed process
 * could not remove.
 *
 * <p>Every name is {@code procession-<pid>-<start of that process>-<purpose>-<random>}, so anyone
 * can tell whether its owner still lives; a reused pid has another start time.
 */
public final class ScratchFiles {
  /** What all names begin with. */
  static final String PREFIX = "procession-";

  private static final Pattern SCRATCH =
      Pattern.compile("procession-[0-9]{1,18}-[0-9a-f]{1,15}-.*");

  /** No pid comes round that fast. */
  private static final long SAME_START_MILLIS = 10_000;

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Path SHARED = Path.of("/dev/shm");

  /**
   * Files younger than this are left alone: their owner may live in another container that shares
   * the folder, where its pid cannot be seen.
   */
  private static final Duration SWEEP_AGE = Duration.ofMinutes(1);

  /**
   * The longest path of a Unix-domain socket is 104 to 108 bytes; a name of ours needs 64 of them.
   */
  private static final int LONGEST_FOLDER = 40;

  /** Guarded by the class. */
  private static boolean swept;

  private ScratchFiles() {}

  /** A new name in memory-backed storage if there is any. */
  static Path newSharedName(String purpose) {
    return sharedFolder().resolve(newName(purpose));
  }

  /** A new name in the folder for temporary files, short enough for a socket. */
  public static Path newTemporaryName(String purpose) {
    return temporaryFolder().resolve(newName(purpose));
  }

  /** Makes a folder in the one for temporary files that only this user may enter. */
  public static Path newPrivateFolder(String purpose) throws IOException {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] ownerOnly =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
            }
            : new FileAttribute<?>[0];
    Path folder = newTemporaryName(purpose);
    try {
      return Files.createDirectory(folder, ownerOnly);
    } catch (FileSystemException e) {
      // An exception of its own class may tell no reason.
      String reason = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
      var explained =
          new FileSystemException(
              folder.toString(),
              null,
              reason
                  + "; name a folder that can be written to, of at most "
                  + LONGEST_FOLDER
                  + " characters, with -Djava.io.tmpdir");
      explained.initCause(e);
      throw explained;
    }
  }

  /** Where a crashing child of this process may write its report; removed when it has been read. */
  public static Path crashReport(String randomPart) {
    return temporaryFolder().resolve(ownPrefix() + "crash-" + randomPart);
  }

  /** Sixteen random hexadecimal digits. */
  public static String random() {
    return HexFormat.of().toHexDigits(RANDOM.nextLong());
  }

  /**
   * Removes what processes that are no longer there left behind. Other users' files are skipped, as
   * are files that vanish meanwhile.
   */
  public static void sweep() {
    sweep(SWEEP_AGE);
  }

  /** The files of ours that lie in memory-backed storage at this moment. */
  static List<Path> sharedFiles() {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(sharedFolder(), PREFIX + "*")) {
      files.forEach(found::add);
    } catch (IOException unreadableFolder) {
      // Nothing of ours can be there then.
    }
    return found;
  }

  /**
   * The same once in the life of this process, in the background. That is enough: it removes what
   * earlier programs could not.
   */
  public static synchronized void sweepOnce() {
    if (!swept) {
      swept = true;
      Thread.ofPlatform().daemon().name("procession-sweep").start(ScratchFiles::sweep);
    }
  }

  /**
   * The same, however young it is.
   *
   * @return the names of what was removed
   */
  public static List<String> sweepNow() {
    List<String> removed = NamedTags.reclaimOrphans(Duration.ZERO, true);
    removed.addAll(sweepFiles(Duration.ZERO));
    return removed;
  }

  /** The same, leaving alone what is younger than this. */
  static void sweep(Duration age) {
    List<String> segments = NamedTags.reclaimOrphans(age, false);
    if (!segments.isEmpty()) {
      System.getLogger("dev.procession.memory")
          .log(
              System.Logger.Level.WARNING,
              "removed shared memory that processes left which were killed: count="
                  + segments.size()
                  + ", names="
                  + segments);
    }
    sweepFiles(age);
  }

  private static List<String> sweepFiles(Duration age) {
    List<String> removed = new ArrayList<>();
    sweep(temporaryFolder(), age, removed);
    sweep(sharedFolder(), age, removed);
    if (!NamedFolder.isMemory()) {
      sweep(NamedFolder.path(), age, removed);
      NamedFolder.tidy();
    }
    return removed;
  }

  private static void sweep(Path folder, Duration age, List<String> removed) {
    removed.addAll(
        removeAll(
            folder,
            PREFIX + "*",
            file -> {
              String name = String.valueOf(file.getFileName());
              return isOrphan(name) && isOlder(file, age) && !NamedTags.isTag(name);
            }));
  }

  /**
   * Removes what a process left in the folder for temporary files that was killed, however young it
   * is: where children of its own were to report, if it was about to start them.
   *
   * @param start when it started, as {@link #startOf} tells
   */
  public static void removeOf(long pid, long start) {
    try {
      removeAll(
          temporaryFolder(),
          PREFIX + pid + "-*",
          file -> isOf(String.valueOf(file.getFileName()), pid, start));
    } catch (ProcessionException noFolder) {
      // Best effort by contract: the next sweep tries again.
    }
  }

  /**
   * Removes this user's files that are chosen.
   *
   * @return what is gone
   */
  private static List<String> removeAll(Path folder, String names, Predicate<Path> chosen) {
    List<String> removed = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, names)) {
      for (Path file : files) {
        if (chosen.test(file) && isMine(file)) {
          delete(file);
          if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            removed.add(file.toString());
          }
        }
      }
    } catch (IOException | DirectoryIteratorException unreadableFolder) {
      // Nothing of ours can be there then.
    }
    return removed;
  }

  /** Anyone can make a file of such a name in a folder that all share. */
  private static boolean isMine(Path file) {
    try {
      return FileFacts.of(file).isMine();
    } catch (IOException gone) {
      return false;
    }
  }

  /** Whether a name is one that is made here. */
  static boolean isScratch(String name) {
    return SCRATCH.matcher(name).matches();
  }

  /** The id of the process that made a file of this name. */
  public static long ownerOf(String name) {
    return Long.parseLong(name.split("-", 3)[1]);
  }

  /** Whether the process that made a file of this name is gone. */
  static boolean isOrphan(String name) {
    if (!isScratch(name)) {
      return false;
    }
    Optional<ProcessHandle> process = ProcessHandle.of(ownerOf(name));
    return process.isEmpty() || !isOf(name, ownerOf(name), startOf(process.get()));
  }

  /** Whether a file of this name was made by the process that has this id and start. */
  static boolean isOf(String name, long pid, long start) {
    if (!isScratch(name) || ownerOf(name) != pid) {
      return false;
    }
    long told = Long.parseLong(name.split("-", 4)[2], 16);
    // Another user's may be unknown. Nor do two JVMs agree to the second when the clock is set.
    return start == 0 || told == 0 || Math.abs(told - start) <= SAME_START_MILLIS;
  }

  /** Whether a file is at least that old; one that is gone is not. */
  static boolean isOlder(Path file, Duration age) {
    try {
      Instant changed = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
      return !changed.isAfter(Instant.now().minus(age));
    } catch (IOException gone) {
      return false;
    }
  }

  /** Deletes a file, a link but not what it leads to, or a folder with what is directly in it. */
  public static void delete(Path file) {
    try {
      if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
        try (DirectoryStream<Path> inside = Files.newDirectoryStream(file)) {
          for (Path entry : inside) {
            Files.deleteIfExists(entry);
          }
        }
      }
      Files.deleteIfExists(file);
    } catch (IOException anotherUsersOrGone) {
      // Best effort by contract: the next sweep tries again.
    }
  }

  /** Deletes a folder in which nothing is, for which no descriptor need be free. */
  public static void deleteEmpty(Path folder) {
    try {
      Files.deleteIfExists(folder);
    } catch (IOException anotherUsersOrGone) {
      // Best effort by contract: the next sweep tries again.
    }
  }

  static String newName(String purpose) {
    return ownPrefix() + purpose + "-" + random();
  }

  static String ownPrefix() {
    return OwnPrefix.VALUE;
  }

  /** Asked for once: the start of a process takes a look into {@code /proc}. */
  private static final class OwnPrefix {
    static final String VALUE = make();

    private static String make() {
      ProcessHandle self = ProcessHandle.current();
      return PREFIX + self.pid() + "-" + Long.toHexString(startOf(self)) + "-";
    }
  }

  /** When a process started, in milliseconds; 0 if that is not known. */
  public static long startOf(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  private static Path sharedFolder() {
    return Files.isWritable(SHARED) ? SHARED : temporaryFolder();
  }

  static Path temporaryFolder() {
    Path folder = Path.of(System.getProperty("java.io.tmpdir", "/tmp")).toAbsolutePath();
    if (!Files.isDirectory(folder)) {
      throw new ProcessionException(
          "there is no folder for temporary files: java.io.tmpdir=" + folder, null);
    }
    return folder.toString().length() <= LONGEST_FOLDER ? folder : Path.of("/tmp");
  }
}
