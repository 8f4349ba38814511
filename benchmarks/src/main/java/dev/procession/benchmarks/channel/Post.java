package dev.procession.benchmarks.channel;

import org.jspecify.annotations.Nullable;

/** The end of a channel that this process has, opened once and kept. */
final class Post {
  /** Written when it is first asked for, read by the thread that runs tasks or repeats a step. */
  private static @Nullable Object mine;

  private Post() {}

  /**
   * Opens it, if this process has not done that yet.
   *
   * @param station always the same in one process
   */
  @SuppressWarnings("unchecked")
  static synchronized <T> T at(Station<T> station) throws Exception {
    Object end = mine;
    if (end == null) {
      end = station.open();
      mine = end;
    }
    return (T) end;
  }
}
