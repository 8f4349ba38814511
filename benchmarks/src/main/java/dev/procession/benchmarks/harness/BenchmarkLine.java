package dev.procession.benchmarks.harness;

import java.util.List;

/**
 * One piece of work, with everybody who can do it.
 *
 * @param name a group, a dot, and a name within the group: {@code pool.echo-1mb}
 * @param about one line that says what the work is and what is timed
 * @param figures the numbers that are made of the times
 * @param ours Procession
 * @param peers everybody else
 * @param warmUp the share that this line needs of the time for warming up: 1, or less where new
 *     processes do the work, which are as cold at the end as at the beginning; with 0 the work is
 *     done once
 */
public record BenchmarkLine(
    String name,
    String about,
    List<Figure> figures,
    Opening ours,
    List<Peer> peers,
    double warmUp) {

  /** A line that needs all of the time for warming up. */
  public BenchmarkLine(
      String name, String about, List<Figure> figures, Opening ours, List<Peer> peers) {
    this(name, about, figures, ours, peers, 1);
  }

  /** Copies. */
  public BenchmarkLine {
    figures = List.copyOf(figures);
    peers = List.copyOf(peers);
  }

  /** What comes before the dot of the name. */
  public String group() {
    return name.substring(0, name.indexOf('.'));
  }
}
