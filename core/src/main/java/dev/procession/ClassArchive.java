package dev.procession;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An archive of loaded classes, which the JDK calls an AOT cache: a file that lets child JVMs start
 * faster, made once for a JDK, a version of Procession and a set of JVM options, and kept in the
 * user's cache directory. Programs need not care: archives are made in the background, used when
 * they fit, and removed when they are stale. This class is for tools that show or manage them.
 *
 * <p>Values are snapshots and can be shared by threads.
 *
 * @param file where it is, or would be; empty if there can be none
 * @param state whether it can be used
 * @param reason why it cannot be used; empty if it can
 * @param bytes its size; 0 if it is not there
 * @param lastUse when a program last used it, to the day; the epoch if it is not there
 * @param key what it was made for, a line for each fact, such as {@code class=/lib/procession.jar}
 */
public record ClassArchive(
    Optional<Path> file,
    State state,
    String reason,
    long bytes,
    Instant lastUse,
    List<String> key) {

  /** Whether an archive can be used. */
  public enum State {
    /** It is there and has not been touched since it was made. */
    GOOD,
    /** It has not been made yet, or not been finished. */
    MISSING,
    /** Files that it was made from have changed or are gone; the next one made removes it. */
    STALE,
    /** It is not the file that was made; the next child that needs it has it made again. */
    DAMAGED,
    /** The directory cannot be trusted, since others can write to it. */
    FOREIGN,
    /** There can be none: the JVM refuses, or the program does not want one. */
    UNAVAILABLE
  }

  /** Copies the lines of the key. */
  public ClassArchive {
    key = List.copyOf(key);
  }
}
