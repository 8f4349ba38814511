package dev.procession.benchmarks.harness;

/**
 * What all contestants of a run share.
 *
 * @param workers how many workers each pool has, unless a line says otherwise
 * @param effort how much time the run spends
 * @param processes the peers that live in processes of their own
 */
public record Setting(int workers, Effort effort, PeerProcesses processes) {

  /** A size of the work: one for kept figures, a smaller one for a quick run. */
  public int size(int full, int quick) {
    return effort == Effort.QUICK ? quick : full;
  }
}
