package dev.procession.benchmarks.harness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Measures lines.
 *
 * <p>All contestants of a line are opened and warmed up first. Then they take turns, Procession
 * first, for several rounds. A contestant's value for a round comes from all that its turn has
 * given; the median over the rounds is what is reported, with the least and the most beside it.
 */
public final class Harness {
  /** How Procession is called in notes. */
  private static final String OURS = "procession";

  private final Setting setting;
  private final Predicate<Peer> invited;
  private final Consumer<String> notes;

  /**
   * Makes one.
   *
   * @param setting what all contestants share
   * @param invited which peers take part
   * @param notes told in one line each what was left out, and why
   */
  public Harness(Setting setting, Predicate<Peer> invited, Consumer<String> notes) {
    this.setting = setting;
    this.invited = invited;
    this.notes = notes;
  }

  /**
   * Measures one line. Peers that are missing or fail are left out with a note, and so is the whole
   * line where Procession lacks what it needs.
   *
   * @return for each figure one comparison with each peer, or one without if there was no peer
   * @throws Exception if Procession itself failed
   */
  public List<Comparison> measure(BenchmarkLine line) throws Exception {
    Contestant contestant;
    try {
      contestant = line.ours().open(setting);
    } catch (NotAvailableException e) {
      notes.accept("%s: left out: %s".formatted(line.name(), e.getMessage()));
      return List.of();
    }
    Duration warmUp = setting.effort().warmUp(line.warmUp());
    try (Entrant ours = new Entrant(OURS, contestant)) {
      List<Entrant> rivals = open(line);
      try {
        ours.warmUp(warmUp);
        each(line, rivals, rival -> rival.warmUp(warmUp));
        for (int round = 0; round < setting.effort().rounds(); round++) {
          ours.round(setting.effort().round());
          each(line, rivals, rival -> rival.round(setting.effort().round()));
        }
        return compare(line, ours, rivals);
      } finally {
        each(line, rivals, Entrant::close);
      }
    }
  }

  private List<Entrant> open(BenchmarkLine line) {
    List<Entrant> rivals = new ArrayList<>();
    for (Peer peer : line.peers()) {
      if (!invited.test(peer)) {
        continue;
      }
      try {
        rivals.add(new Entrant(peer.name(), peer.opening().open(setting)));
      } catch (NotAvailableException e) {
        notes.accept("%s: without %s: %s".formatted(line.name(), peer.name(), e.getMessage()));
      } catch (Exception e) {
        notes.accept("%s: %s could not be opened: %s".formatted(line.name(), peer.name(), e));
      }
    }
    return rivals;
  }

  private interface Turn {
    void take(Entrant entrant) throws Exception;
  }

  /** Gives each rival a turn, and drops those that fail. */
  private void each(BenchmarkLine line, List<Entrant> rivals, Turn turn) {
    for (Entrant rival : List.copyOf(rivals)) {
      try {
        turn.take(rival);
      } catch (Exception e) {
        notes.accept("%s: %s failed: %s".formatted(line.name(), rival.name(), e));
        rivals.remove(rival);
        closeQuietly(rival);
      }
    }
  }

  /** It has failed already; what else goes wrong with it adds nothing. */
  private static void closeQuietly(Entrant rival) {
    try {
      rival.close();
    } catch (Exception e) {
      // Said before.
    }
  }

  private static List<Comparison> compare(BenchmarkLine line, Entrant ours, List<Entrant> rivals) {
    List<Comparison> all = new ArrayList<>();
    for (Figure figure : line.figures()) {
      String name = figure.name(line.name());
      Spread own = ours.spread(figure);
      for (Entrant rival : rivals) {
        Spread theirs = rival.spread(figure);
        all.add(new Comparison(name, figure.unit(), own, figure.target(), rival.name(), theirs));
      }
      if (rivals.isEmpty()) {
        all.add(new Comparison(name, figure.unit(), own, figure.target(), null, null));
      }
    }
    return all;
  }
}
