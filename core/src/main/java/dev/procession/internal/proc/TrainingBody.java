package dev.procession.internal.proc;

import dev.procession.internal.wire.FrameReader.Frame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A child that makes an archive. A process of its own, so that it is gone with the program, however
 * that ends, and everything below it as well.
 */
final class TrainingBody implements ChildBody {
  /** What is to be made: a {@link TrainingOrder}. */
  static final int ORDER = 311;

  /** How it went: text, empty if all is well. */
  static final int OUTCOME = 312;

  /** Set by the main thread before there is anything to abandon. */
  private volatile @Nullable Training training;

  /** Made by {@code ChildMain} through reflection. */
  TrainingBody() {}

  @Override
  public int run(ChildSession session) throws IOException {
    Frame frame = LaunchFrames.read(session.data());
    if (frame == null) {
      return ORPHANED;
    }
    var begun = new Training(TrainingOrder.decode(frame.payload()));
    training = begun;
    if (ParentEnd.end().isDone()) {
      begun.abandon();
    }
    String outcome;
    try {
      outcome = begun.run();
    } catch (IOException e) {
      outcome = e.toString();
    } catch (InterruptedException e) {
      outcome = "interrupted";
    }
    LaunchFrames.write(session.data(), OUTCOME, outcome.getBytes(StandardCharsets.UTF_8));
    return outcome.isEmpty() ? 0 : 1;
  }

  @Override
  public void onControl(ControlMessage message) {}

  @Override
  public void onOrphaned() {
    Training begun = training;
    if (begun != null) {
      begun.abandon();
    }
  }
}
