package dev.procession.pool;

import dev.procession.Fn;
import dev.procession.Task;
import dev.procession.internal.state.Scope;
import dev.procession.internal.state.StaticState;
import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;
import org.jspecify.annotations.Nullable;

/**
 * A function or task from a JShell session, with the values of the session's variables: these are
 * static fields, which would be zero in a worker. Rebuilt by the first item that needs it.
 */
final class SnippetFunction
    implements Fn<@Nullable Object, @Nullable Object>, Task<@Nullable Object> {
  private static final long serialVersionUID = 1;

  private final byte[] captured;

  /** Used in a worker, by its task thread. */
  private transient @Nullable Object rebuilt;

  private SnippetFunction(byte[] captured) {
    this.captured = captured;
  }

  /**
   * Captures a function or task, and the variables it uses.
   *
   * @throws dev.procession.NotSendableException if a variable cannot be sent
   */
  static SnippetFunction of(Object function, String what) {
    var out = new WireOutput(1024).forMany();
    StaticState.capture(out, function, Scope.SNIPPETS, what);
    return new SnippetFunction(out.toByteArray());
  }

  private Object rebuilt() {
    Object ready = rebuilt;
    if (ready == null) {
      // The worker has made the session's loader the context class loader.
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      ready = StaticState.restore(new WireInput(captured), loader, "the function");
      rebuilt = ready;
    }
    return ready;
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // null is allowed: the type arguments say so
  public @Nullable Object call(@Nullable Object argument) throws Exception {
    return ((Fn<@Nullable Object, @Nullable Object>) rebuilt()).call(argument);
  }

  @Override
  @SuppressWarnings("NullAway") // as above
  public @Nullable Object call() throws Exception {
    return CallItem.run(rebuilt());
  }
}
