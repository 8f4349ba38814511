package dev.procession.server;

/**
 * Where a worker is in its life. The states follow each other in this order; a worker may die in
 * any of them.
 */
public enum WorkerState {
  /**
   * Its process starts, or the {@linkplain ServerConfig#ready(dev.procession.Action) hook} runs.
   */
  STARTING,

  /** It could accept, and waits until the other new workers can. */
  READY,

  /** It accepts connections. */
  SERVING,

  /** It accepts no more and finishes what it has. */
  DRAINING
}
