package dev.procession.internal.child;

import dev.procession.Action;
import dev.procession.NotSendableException;
import dev.procession.StartMethod;
import dev.procession.internal.state.Scope;
import dev.procession.internal.state.StaticState;
import dev.procession.internal.stub.ActionCodec;
import dev.procession.internal.stub.LambdaStub;
import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;

/** The task of a child to bytes and back, with static fields where these go along. */
final class TaskCodec {
  /** In place of a form of {@link ActionCodec}. */
  private static final int WITH_STATE = ActionCodec.FORMS;

  private static final String WHAT = "the task";
  private static final int USUAL_SIZE = 1024;

  private TaskCodec() {}

  /**
   * Encodes a task.
   *
   * @return the bytes, and the foreign class loader they need
   * @param method with {@link StartMethod#FORK} static fields go along; those of a JShell session
   *     always do, since they are what a user calls variables
   * @throws NotSendableException if it cannot be sent
   */
  static WireOutput encode(Action task, StartMethod method) {
    var out = new WireOutput(USUAL_SIZE);
    if (method == StartMethod.FORK) {
      writeWithState(out, task, Scope.PROGRAM);
      return out;
    }
    ActionCodec.write(out, task, WHAT);
    if (StaticState.hasSnippets(out.foreignLoader())) {
      out.rewind(0);
      writeWithState(out, task, Scope.SNIPPETS);
    }
    return out;
  }

  private static void writeWithState(WireOutput out, Action task, Scope scope) {
    out.writeByte(WITH_STATE);
    StaticState.capture(out, task, scope, WHAT);
  }

  /** Whether {@link #decode} may run code of the user's. */
  static boolean runsUserCode(WireInput in) {
    return ActionCodec.runsUserCode(in);
  }

  /**
   * Rebuilds a task, in the child.
   *
   * @throws NotSendableException if it cannot be rebuilt
   */
  static Action decode(WireInput in, ClassLoader loader) {
    Object task;
    if (in.array()[in.position()] == WITH_STATE) {
      in.readByte();
      task = StaticState.restore(in, loader, WHAT);
    } else {
      task = ActionCodec.read(in, loader, WHAT);
    }
    if (task instanceof LambdaStub stub) {
      return new StubTask(stub);
    }
    if (task instanceof Action action) {
      return action;
    }
    throw new NotSendableException("the task became null on its way", null);
  }

  /** Initializes the class of the lambda before it runs the stub. */
  private record StubTask(LambdaStub stub) implements Action {
    @Override
    public void perform() throws Exception {
      ProcessBody.initialize(stub.owner());
      stub.perform();
    }
  }
}
