package dev.procession.benchmarks.harness;

import org.jspecify.annotations.Nullable;

/**
 * One figure of ours beside that of one peer, measured in the same run.
 *
 * @param name the figure's full name
 * @param unit what it counts in
 * @param ours Procession's
 * @param target what ours is to reach; null if nothing was promised
 * @param peer whom it is compared with; null if nobody took part
 * @param theirs the peer's; null if and only if there is none
 */
public record Comparison(
    String name,
    Unit unit,
    Spread ours,
    @Nullable Double target,
    @Nullable String peer,
    @Nullable Spread theirs) {

  /** How many times better ours is than theirs; null without a peer, or beside nothing at all. */
  public @Nullable Double ratio() {
    if (theirs == null) {
      return null;
    }
    double ratio = unit.ratio(ours.median(), theirs.median());
    return Double.isFinite(ratio) ? ratio : null;
  }

  /** Whether ours reaches the target; null without a target. */
  public @Nullable Boolean met() {
    return target == null ? null : unit.meets(ours.median(), target);
  }
}
