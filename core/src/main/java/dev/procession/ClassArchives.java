package dev.procession;

import dev.procession.internal.proc.ArchiveAdmin;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Shows and manages {@linkplain ClassArchive archives of loaded classes}. For tools; programs need
 * not care.
 *
 * <p>The directory is {@code procession} in the user's cache directory ({@code XDG_CACHE_HOME} or
 * {@code ~/.cache}, on macOS {@code ~/Library/Caches}, on Windows {@code LOCALAPPDATA}); the system
 * property {@code dev.procession.cache} names another. {@link Context#aotCache(boolean)}, or for a
 * whole program the system property {@code dev.procession.aot=false}, turns archives off; with
 * {@code dev.procession.aot=use} children use those that are there, and none is made unless {@link
 * #build(Context)} is called.
 *
 * <p>Can be used by any number of threads and processes at once.
 */
public final class ClassArchives {
  private ClassArchives() {}

  /**
   * The archive that children of this program with this context use.
   *
   * @param context how children are started
   * @return what is known of it now
   */
  public static ClassArchive of(Context context) {
    return ArchiveAdmin.of(context);
  }

  /**
   * The archive that children of another program with this context would use.
   *
   * @param context how children are started; only its own JVM options count, not those of this
   *     program
   * @param classPath the other program's class path; if Procession is not on it, this program with
   *     these classes in addition
   * @return what is known of it now
   */
  public static ClassArchive of(Context context, List<Path> classPath) {
    return ArchiveAdmin.of(context, classPath);
  }

  /**
   * All that are in the directory.
   *
   * @return the one used last first; empty if the directory is not there or cannot be read
   */
  public static List<ClassArchive> list() {
    return ArchiveAdmin.list();
  }

  /**
   * Where archives are kept.
   *
   * @return whether it is there or not; empty if this user has no such place
   */
  public static Optional<Path> directory() {
    return ArchiveAdmin.directory();
  }

  /**
   * Makes the archive that {@link #of(Context)} describes, if it is not good, and waits for it:
   * some seconds.
   *
   * @param context how children are started
   * @return what is there afterwards
   * @throws InterruptedException if this thread is interrupted; nothing half made is left then
   */
  public static ClassArchive build(Context context) throws InterruptedException {
    return ArchiveAdmin.build(context);
  }

  /**
   * As {@link #build(Context)}, for another program.
   *
   * @param context how children are started
   * @param classPath the other program's class path; if Procession is not on it, this program with
   *     these classes in addition
   * @return what is there afterwards
   * @throws InterruptedException if this thread is interrupted; nothing half made is left then
   */
  public static ClassArchive build(Context context, List<Path> classPath)
      throws InterruptedException {
    return ArchiveAdmin.build(context, classPath);
  }

  /**
   * Removes all archives of the directory, finished or not. Children that use one go on.
   *
   * @return how many archives there were
   * @throws java.io.UncheckedIOException if a file cannot be removed
   */
  public static int clear() {
    return ArchiveAdmin.clear();
  }
}
