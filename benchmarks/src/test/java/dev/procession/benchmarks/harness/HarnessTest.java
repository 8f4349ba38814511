package dev.procession.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HarnessTest {
  private static final List<Figure> TIME = List.of(Figure.typical(Unit.MILLISECONDS, 5));

  private final List<String> events = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  @Test
  void shouldLetContestantsTakeTurns() throws Exception {
    List<Comparison> comparisons =
        measure(
            line(this::steady, new Peer("a", s -> scripted("a", 2)), new Peer("b", this::steady)));

    assertThat(comparisons).extracting(Comparison::peer).containsExactly("a", "b");
    assertThat(comparisons.getFirst().ratio()).isEqualTo(2);
    assertThat(events).containsExactly("a", "a", "a", "a", "a closed");
  }

  @Test
  void shouldLeaveOutPeersThatAreMissing() throws Exception {
    Peer missing =
        new Peer(
            "gone",
            s -> {
              throw new NotAvailableException("gone is not installed", new IOException());
            });

    List<Comparison> comparisons = measure(line(this::steady, missing));

    assertThat(comparisons).singleElement().extracting(Comparison::peer).isNull();
    assertThat(notes).containsExactly("g.x: without gone: gone is not installed");
  }

  @Test
  void shouldDropAPeerThatFailsOnTheWayAndGoOn() throws Exception {
    Peer weak = new Peer("weak", s -> failing("weak"));

    List<Comparison> comparisons = measure(line(this::steady, weak, new Peer("b", this::steady)));

    assertThat(comparisons).extracting(Comparison::peer).containsExactly("b");
    assertThat(notes).containsExactly("g.x: weak failed: java.io.IOException: tired");
    assertThat(events).containsExactly("weak closed");
  }

  @Test
  void shouldFailWhenProcessionFails() {
    assertThatThrownBy(() -> measure(line(s -> failing("ours"), new Peer("b", this::steady))))
        .isInstanceOf(IOException.class)
        .hasMessage("tired");
    assertThat(events).containsExactly("ours closed");
  }

  @Test
  void shouldLeaveOutALineThatNeedsWhatIsNotThere() throws Exception {
    List<Comparison> comparisons =
        measure(
            line(
                s -> {
                  throw new NotAvailableException("no archive", null);
                },
                new Peer("b", this::steady)));

    assertThat(comparisons).isEmpty();
    assertThat(notes).containsExactly("g.x: left out: no archive");
  }

  @Test
  void shouldNotOpenPeersThatAreNotInvited() throws Exception {
    Harness harness = new Harness(setting(), peer -> peer.family().equals("a"), notes::add);

    List<Comparison> comparisons =
        harness.measure(
            line(this::steady, new Peer("a-one", this::steady), new Peer("b-one", this::steady)));

    assertThat(comparisons).extracting(Comparison::peer).containsExactly("a-one");
  }

  private List<Comparison> measure(BenchmarkLine line) throws Exception {
    return new Harness(setting(), peer -> true, notes::add).measure(line);
  }

  private static Setting setting() {
    return new Setting(1, Effort.QUICK, new PeerProcesses());
  }

  private static BenchmarkLine line(Opening ours, Peer... peers) {
    return new BenchmarkLine("g.x", "a test", TIME, ours, List.of(peers));
  }

  /** Always takes a millisecond, or so it says. */
  private Contestant steady(Setting setting) {
    return Local.of(() -> {}, open -> 0.001);
  }

  private Contestant scripted(String name, double millis) {
    return new Contestant() {
      @Override
      public double[] round(Duration time) {
        events.add(name);
        return new double[] {millis / 1000};
      }

      @Override
      public void close() {
        events.add(name + " closed");
      }
    };
  }

  private Contestant failing(String name) {
    return Local.of(
        () -> events.add(name + " closed"),
        open -> {
          throw new IOException("tired");
        });
  }
}
