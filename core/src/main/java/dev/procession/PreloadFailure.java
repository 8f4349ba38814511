package dev.procession;

/**
 * What to do when {@link Context#preload preloading} fails.
 *
 * <p>Python: the {@code on_error} argument of {@code set_forkserver_preload}.
 */
public enum PreloadFailure {
  /** Nothing: children start without. */
  IGNORE,
  /** Children start without, and a warning is logged, once for each message. The default. */
  WARN,
  /** {@code start} throws a {@link ChildStartException} that tells the error. */
  FAIL
}
