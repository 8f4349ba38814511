package dev.procession;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where the standard output and error of a child go. In each case the last lines are kept for the
 * report of an unexpected end.
 *
 * <p>Output is passed on in the order in which the child wrote it, for each of the two streams by
 * itself. When {@link ChildProcess#join()} returns, all of it has been passed on, but for what
 * takes longer than a second after the child's end: because a process that the child has left
 * behind may still write, or because a receiver of lines is slow.
 */
public sealed interface Output extends Serializable {

  /** Which of the two streams of a child a line was written to. */
  enum Stream {
    /** Standard output. */
    OUT,
    /** Standard error. */
    ERR
  }

  /**
   * Takes the lines of a child. Called by one thread for each stream, so possibly by two at once.
   */
  @FunctionalInterface
  interface LineConsumer {
    /**
     * Takes a line. Must not block for long: the child waits when it has written more than the
     * system buffers. What this method throws is ignored.
     *
     * @param stream where the child wrote it
     * @param line the line, decoded with the native encoding, without its end
     */
    void accept(Stream stream, String line);
  }

  /**
   * To this program's {@link System#out} and {@link System#err}. The default.
   *
   * @return this choice
   */
  static Output inherit() {
    return Inherit.INSTANCE;
  }

  /**
   * Nowhere.
   *
   * @return this choice
   */
  static Output discard() {
    return Discard.INSTANCE;
  }

  /**
   * Both streams to the end of a file, which is made if it does not exist. Several children may
   * share one; pieces are appended as they come.
   *
   * @param file a file in an existing directory
   * @return this choice
   */
  static Output file(Path file) {
    return new ToFile(file.toAbsolutePath());
  }

  /**
   * Line by line to a callback in this process. Processes below the child inherit its streams, so
   * their lines arrive here too, as long as the child lives.
   *
   * @param lines takes the lines
   * @return this choice
   */
  static Output capture(LineConsumer lines) {
    return new Capture(lines);
  }

  /** See {@link Output#inherit()}. */
  enum Inherit implements Output {
    /** The only one. */
    INSTANCE
  }

  /** See {@link Output#discard()}. */
  enum Discard implements Output {
    /** The only one. */
    INSTANCE
  }

  /**
   * See {@link Output#capture}. When a context travels to a child, this choice becomes {@link
   * Output#inherit()} there: the child's own output arrives at the callback anyway.
   *
   * @param lines takes the lines
   */
  record Capture(LineConsumer lines) implements Output {
    /** Checks for null. */
    public Capture {
      Objects.requireNonNull(lines, "lines");
    }

    /**
     * Stands in for itself in another process.
     *
     * @return {@link Output#inherit()}
     */
    private Object writeReplace() {
      return Inherit.INSTANCE;
    }
  }

  /**
   * See {@link Output#file}. A path does not serialize, but its name does.
   *
   * @param name the file
   */
  record ToFile(String name) implements Output {
    ToFile(Path file) {
      this(file.toString());
    }

    /**
     * The file.
     *
     * @return its absolute path
     */
    public Path path() {
      return Path.of(name);
    }
  }
}
