package dev.procession.internal.child;

import dev.procession.Action;
import dev.procession.NotSendableException;
import dev.procession.StartMethod;
import dev.procession.internal.state.Scope;
import dev.procession.internal.state.StaticState;
import dev.procession.internal.wire.ObjectCodec;
import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The task of a child to bytes and back.
 *
 * <p>A lambda that is rebuilt by serialization costs a fresh JVM three milliseconds, most of which
 * links the call site that makes lambdas. So a lambda is sent as what it is made of: its method,
 * its captured values, and a {@linkplain StubClass stub} that calls the one with the others. The
 * child defines the stub beside the method's class and makes one by a constructor whose shape is
 * always the same, so nothing is linked that was not linked before. What is not a plain lambda goes
 * through serialization.
 */
final class TaskCodec {
  private static final int OBJECT = 0;

  /** A lambda whose captured values are plain: none of the user's code is needed to rebuild it. */
  private static final int PLAIN_STUB = 1;

  private static final int STUB = 2;
  private static final int WITH_STATE = 3;
  private static final String WHAT = "the task";
  private static final int USUAL_SIZE = 1024;

  private static final MethodType CONSTRUCTOR = MethodType.methodType(void.class, Object[].class);
  private static final MethodType MAKER = MethodType.methodType(Object.class, Object[].class);

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
    writePlain(out, task);
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

  private static void writePlain(WireOutput out, Action task) {
    LambdaParts parts = LambdaParts.of(task);
    if (parts == null || !writeStub(out, parts)) {
      out.rewind(0);
      out.writeByte(OBJECT);
      ObjectCodec.write(out, task, WHAT);
    }
  }

  private static boolean writeStub(WireOutput out, LambdaParts parts) {
    out.note(parts.lambda());
    out.writeByte(ObjectCodec.isPlain(parts.captured()) ? PLAIN_STUB : STUB);
    out.writeText(parts.owner());
    out.writeSized(parts.stub());
    try {
      ObjectCodec.write(out, parts.captured(), WHAT);
      return true;
    } catch (NotSendableException explainedBetterForTheLambda) {
      return false;
    }
  }

  /** Whether {@link #decode} may run code of the user's. */
  static boolean runsUserCode(WireInput in) {
    return in.array()[in.position()] != PLAIN_STUB;
  }

  /**
   * Rebuilds a task, in the child.
   *
   * @throws NotSendableException if it cannot be rebuilt
   */
  static Action decode(WireInput in, ClassLoader loader) {
    Object task =
        switch (in.readByte()) {
          case STUB, PLAIN_STUB -> readStub(in, loader);
          case WITH_STATE -> StaticState.restore(in, loader, WHAT);
          default -> ObjectCodec.read(in, loader, WHAT);
        };
    if (task instanceof Action action) {
      return action;
    }
    throw new NotSendableException("the task became null on its way", null);
  }

  private static Object readStub(WireInput in, ClassLoader loader) {
    String owner = in.readText();
    byte[] stub = in.readSized();
    Object captured = ObjectCodec.read(in, loader, WHAT);
    if (!(captured instanceof ArrayList<?> values)) {
      throw new NotSendableException("the task arrived damaged: captured=" + captured, null);
    }
    try {
      Class<?> beside = Class.forName(owner, false, loader);
      Lookup lookup = MethodHandles.privateLookupIn(beside, MethodHandles.lookup());
      Lookup made = lookup.defineHiddenClass(stub, true, Lookup.ClassOption.NESTMATE);
      @Nullable Object[] array = values.toArray();
      Object runner =
          made.findConstructor(made.lookupClass(), CONSTRUCTOR).asType(MAKER).invokeExact(array);
      return new StubTask(beside, (Action) runner);
    } catch (Throwable e) {
      throw ObjectCodec.unreadable(WHAT, e);
    }
  }

  /** Initializes the class of the lambda before it runs the stub. */
  private record StubTask(Class<?> owner, Action stub) implements Action {
    @Override
    public void perform() throws Exception {
      ProcessBody.initialize(owner);
      stub.perform();
    }
  }
}
