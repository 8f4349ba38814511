package dev.procession.benchmarks.harness;

/**
 * A figure over all rounds of a run.
 *
 * @param median of the rounds
 * @param least of the rounds
 * @param most of the rounds
 * @param rounds how many there were
 */
public record Spread(double median, double least, double most, int rounds) {

  /**
   * From one value for each round.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static Spread of(double... rounds) {
    Samples samples = new Samples(rounds);
    return new Spread(samples.quantile(0.5), samples.least(), samples.most(), rounds.length);
  }
}
