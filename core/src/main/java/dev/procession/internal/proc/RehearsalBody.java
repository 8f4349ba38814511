package dev.procession.internal.proc;

import dev.procession.internal.wire.FrameReader.Frame;
import dev.procession.internal.wire.WireInput;
import java.lang.reflect.Constructor;
import java.util.List;

/**
 * The child whose classes are recorded for an archive. It was started and prepared as any other,
 * and now does what other bodies do. No code of the program runs: classes that the program wants
 * preloaded are loaded but not initialized.
 */
final class RehearsalBody implements ChildBody {
  /** The names of the classes to load. */
  static final int CLASSES = 301;

  /** By name, since they are above this package. */
  private static final List<String> REHEARSALS =
      List.of(
          "dev.procession.internal.child.ProcessRehearsal", "dev.procession.pool.WorkerRehearsal");

  /** Made by {@code ChildMain} through reflection. */
  RehearsalBody() {}

  @Override
  public int run(ChildSession session) throws Exception {
    Frame frame = LaunchFrames.read(session.data());
    if (frame == null) {
      return ORPHANED;
    }
    for (String name : TrainingOrder.read(new WireInput(frame.payload()))) {
      try {
        Class.forName(name, false, ClassLoader.getSystemClassLoader());
      } catch (ClassNotFoundException | LinkageError notArchived) {
        // Whoever needs it will be told.
      }
    }
    for (String name : REHEARSALS) {
      Constructor<?> constructor = Class.forName(name).getDeclaredConstructor();
      constructor.setAccessible(true);
      ((Rehearsal) constructor.newInstance()).play(session);
    }
    return 0;
  }

  @Override
  public void onControl(ControlMessage message) {}
}
