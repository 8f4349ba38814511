package dev.procession.benchmarks.harness;

/**
 * Somebody whom Procession is compared with.
 *
 * @param name a family, and if that has several members {@code -} and which: {@code cpython-pool}
 * @param opening how to get it to work
 */
public record Peer(String name, Opening opening) {

  /** What comes before the first {@code -} of the name. */
  public String family() {
    int dash = name.indexOf('-');
    return dash < 0 ? name : name.substring(0, dash);
  }
}
