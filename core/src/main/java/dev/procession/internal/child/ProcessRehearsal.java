package dev.procession.internal.child;

import dev.procession.Action;
import dev.procession.internal.proc.ChildSession;
import dev.procession.internal.proc.LaunchFrames;
import dev.procession.internal.proc.Rehearsal;
import dev.procession.internal.wire.ObjectCodec;
import dev.procession.internal.wire.WireOutput;

/** A child process that gets a task which captures something, and does it. */
final class ProcessRehearsal implements Rehearsal {
  /** So that the task has an effect. Used by the main thread. */
  private static int length;

  /** Made through reflection. */
  ProcessRehearsal() {}

  @Override
  public void play(ChildSession session) throws Exception {
    String text = "rehearsal";
    Action task = () -> length = text.length();
    var out = new WireOutput(512);
    ObjectCodec.write(out, task, "the task");
    LaunchFrames.write(session.data(), StartFrames.TASK, out.toByteArray());
    var body = new ProcessBody();
    if (body.run(session) != 0 || length != text.length()) {
      throw new IllegalStateException("the rehearsed task has not been done");
    }
  }
}
