package dev.procession.internal.proc;

import dev.procession.ClassArchive;
import dev.procession.ClassArchive.State;
import dev.procession.Context;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** What {@code dev.procession.ClassArchives} offers. */
public final class ArchiveAdmin {
  private static final String MAIN_ENTRY = ChildMain.class.getName().replace('.', '/') + ".class";

  private static final List<String> SUFFIXES =
      List.of(".aot", ".seal", ".recorded", ".refused", ".part");

  private static final long RETRY_MILLIS = 200;
  private static final long PATIENCE_SECONDS = 120;

  private ArchiveAdmin() {}

  /** See {@code ClassArchives.of(Context)}. */
  public static ClassArchive of(Context context) {
    return describe(ArchiveChoice.of(context));
  }

  /** See {@code ClassArchives.of}. */
  public static ClassArchive of(Context context, List<Path> classPath) {
    return describe(choice(context, classPath));
  }

  /** See {@code ClassArchives.build(Context)}. */
  public static ClassArchive build(Context context) throws InterruptedException {
    return build(ArchiveChoice.of(context));
  }

  /** See {@code ClassArchives.build(Context, List)}. */
  public static ClassArchive build(Context context, List<Path> classPath)
      throws InterruptedException {
    return build(choice(context, classPath));
  }

  /** See {@code ClassArchives.directory()}. */
  public static Optional<Path> directory() {
    return Optional.ofNullable(CacheDirectory.path());
  }

  /** As {@link JavaCommand} would order the class path in that program. */
  private static ArchiveChoice choice(Context context, List<Path> classPath) {
    Context alone = context.inheritOptions(false);
    List<String> entries = new ArrayList<>();
    String own = null;
    for (Path entry : classPath) {
      String path = entry.toAbsolutePath().toString();
      if (own == null && holdsProcession(entry)) {
        own = path;
      }
      entries.add(path);
    }
    if (own == null) {
      // The program's classes go to children of a program that brings its own, such as this one.
      return ArchiveChoice.of(context.classPath(classPath.toArray(Path[]::new)));
    }
    if (JavaCommand.isOurs(own)) {
      entries.remove(own);
      entries.addFirst(own);
    }
    String path = String.join(File.pathSeparator, entries);
    return ArchiveChoice.of(alone, JavaCommand.options(alone), path, own);
  }

  private static boolean holdsProcession(Path entry) {
    if (Files.isDirectory(entry)) {
      return Files.exists(entry.resolve(MAIN_ENTRY));
    }
    try (ZipFile jar = new ZipFile(entry.toFile())) {
      return jar.getEntry(MAIN_ENTRY) != null;
    } catch (IOException notAJar) {
      return false;
    }
  }

  private static ClassArchive build(ArchiveChoice choice) throws InterruptedException {
    ArchiveKey key = choice.key();
    if (key == null || AotCache.isGood(key)) {
      return describe(choice);
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    String outcome = AotTrainer.instance().train(key, false);
    while (outcome.equals(Training.BUSY) && System.nanoTime() - deadline < 0) {
      TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
      outcome = AotTrainer.instance().train(key, false);
    }
    ClassArchive made = describe(choice);
    return outcome.isEmpty() || made.state() == State.GOOD
        ? made
        : new ClassArchive(made.file(), State.UNAVAILABLE, outcome, 0, Instant.EPOCH, made.key());
  }

  private static ClassArchive describe(ArchiveChoice choice) {
    ArchiveKey key = choice.key();
    if (key == null) {
      return new ClassArchive(
          Optional.empty(), State.UNAVAILABLE, choice.reason(), 0, Instant.EPOCH, List.of());
    }
    ArchiveFiles files = AotCache.files(key);
    if (files == null) {
      String reason = "this user has no cache directory; set the property dev.procession.cache";
      return new ClassArchive(
          Optional.empty(), State.UNAVAILABLE, reason, 0, Instant.EPOCH, key.lines());
    }
    if (!Files.exists(files.seal())) {
      boolean usable = !files.isRefused();
      return missing(files, usable ? State.MISSING : State.UNAVAILABLE, why(files), key.lines());
    }
    return describe(files);
  }

  private static ClassArchive missing(
      ArchiveFiles files, State state, String reason, List<String> key) {
    return new ClassArchive(Optional.of(files.archive()), state, reason, 0, Instant.EPOCH, key);
  }

  private static String why(ArchiveFiles files) {
    try {
      if (files.isRefused()) {
        return Files.readString(files.refused());
      }
      CacheDirectory.prepare(files.directory());
    } catch (IOException e) {
      return "the cache directory cannot be used: " + e.getMessage();
    }
    return Files.exists(files.recorded())
        ? "it is half made; the next program that runs long enough finishes it"
        : "it has not been made yet";
  }

  private static ClassArchive describe(ArchiveFiles files) {
    List<String> key = List.of();
    State state = State.GOOD;
    String reason = "";
    long bytes = 0;
    try {
      String objection = CacheDirectory.objection(files.directory());
      key = files.sealedKey();
      bytes = Files.exists(files.archive()) ? Files.size(files.archive()) : 0;
      if (objection != null) {
        state = State.FOREIGN;
        reason = objection;
      } else if (!files.isUntouched() || !files.isIntact()) {
        state = State.DAMAGED;
        reason = "it is not the file that was made";
      } else if (!ArchiveList.isCurrent(files)) {
        state = State.STALE;
        reason = "files that it was made from have changed or are gone";
      }
    } catch (IOException e) {
      state = State.DAMAGED;
      reason = e.toString();
    }
    return new ClassArchive(
        Optional.of(files.archive()), state, reason, bytes, ArchiveList.lastUse(files), key);
  }

  /** See {@code ClassArchives.list()}. */
  public static List<ClassArchive> list() {
    Path directory = CacheDirectory.path();
    if (directory == null || !Files.isDirectory(directory)) {
      return List.of();
    }
    try {
      List<ClassArchive> all = new ArrayList<>();
      for (ArchiveFiles files : ArchiveList.in(directory)) {
        all.add(describe(files));
      }
      return List.copyOf(all);
    } catch (IOException unreadable) {
      return List.of();
    }
  }

  /** See {@code ClassArchives.clear()}. */
  public static int clear() {
    Path directory = CacheDirectory.path();
    if (directory == null || !Files.isDirectory(directory)) {
      return 0;
    }
    try (FileChannel channel = lockFile(directory);
        FileLock lock = channel.tryLock()) {
      int count = 0;
      try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
        for (Path file : all) {
          if (isArchives(file, lock)) {
            count += file.toString().endsWith(".aot") ? 1 : 0;
            ArchiveFiles.removeWhatever(file);
          }
        }
      }
      return count;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileChannel lockFile(Path directory) throws IOException {
    return FileChannel.open(
        directory.resolve(Training.LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  /** What a trainer is writing is its own, while it lives: it holds the lock. */
  private static boolean isArchives(Path file, @Nullable FileLock lock) {
    String name = String.valueOf(file.getFileName());
    boolean written = lock == null && name.endsWith(".part");
    return !written
        && name.length() > 16
        && name.charAt(16) == '.'
        && SUFFIXES.stream().anyMatch(name::endsWith);
  }
}
