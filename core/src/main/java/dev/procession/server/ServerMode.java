package dev.procession.server;

/**
 * How connections get to the processes that handle them.
 *
 * <p>Python: {@code socketserver.ForkingMixIn} for {@link #PROCESS_PER_CONNECTION}; the others are
 * what the tutorials build by hand.
 */
public enum ServerMode {
  /**
   * Workers are started in advance and all accept from one listening socket. The standard mode.
   * Connections that arrive while workers are replaced wait in the socket's queue, which belongs to
   * the server's process: a reload drops none.
   */
  PREFORK,

  /**
   * Workers are started in advance and each listens for itself on the same port; the kernel spreads
   * the connections. Needs no hand-over of descriptors, and spreads more evenly. TCP only, and only
   * where there is {@code SO_REUSEPORT}.
   *
   * <p>Each worker has a queue of its own. One that leaves in order accepts what is in it first; a
   * connection that arrives between its last look and the end of its socket, some microseconds, is
   * reset by the kernel, as is the queue of a worker that is killed.
   */
  REUSE_PORT,

  /**
   * The server's process accepts and hands each connection to a fresh child, which ends with it.
   * Nothing a connection does can reach another; each costs the start of a process, some
   * milliseconds with a spare at hand ({@link dev.procession.Context#spares(int)}).
   */
  PROCESS_PER_CONNECTION
}
