package dev.procession.internal.proc;

/**
 * What one kind of body does in its life, played through in a JVM whose classes are being recorded.
 * Has a constructor without parameters.
 */
public interface Rehearsal {
  /**
   * Plays it.
   *
   * @param session a real one, but for the other end of the data socket, which sends back whatever
   *     it gets: so frames for the body are written here first
   * @throws Exception and there will be no archive
   */
  void play(ChildSession session) throws Exception;
}
