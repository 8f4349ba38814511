package dev.procession.internal.child;

import dev.procession.Action;
import dev.procession.StartMethod;
import dev.procession.internal.proc.ChildClasses;
import dev.procession.internal.proc.ChildSession;
import dev.procession.internal.proc.Rehearsal;
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
    var work = new WireOutput(1024);
    ChildClasses.writeLocal(work);
    WireOutput encoded = TaskCodec.encode(task, StartMethod.SPAWN);
    work.writeBytes(encoded.array(), 0, encoded.position());
    var body = new ProcessBody();
    if (body.run(session.with(work.toByteArray())) != 0 || length != text.length()) {
      throw new IllegalStateException("the rehearsed task has not been done");
    }
  }
}
