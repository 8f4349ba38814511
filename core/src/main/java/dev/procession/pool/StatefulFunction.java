package dev.procession.pool;

import dev.procession.Fn;
import dev.procession.StartMethod;
import dev.procession.Task;
import dev.procession.internal.state.Scope;
import dev.procession.internal.state.StaticState;
import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;
import java.lang.reflect.Field;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A function or task with the values of static fields that it uses. Rebuilt by the first item that
 * needs it.
 *
 * <p>Variables of a JShell session are static fields, which would be zero in a worker; they are set
 * each time, since the user changes them and expects that to count. With {@code FORK} fields of the
 * program go along as well. A worker gets each of them once, like a fork that has been put off
 * until it matters: what it makes of them afterwards, as an initializer does, must last.
 */
final class StatefulFunction
    implements Fn<@Nullable Object, @Nullable Object>, Task<@Nullable Object> {
  private static final long serialVersionUID = 1;

  /** The fields of the program that this process has got. Used by the task thread. */
  private static final Set<Field> INHERITED = new HashSet<>();

  private final byte[] captured;
  private final Scope scope;

  /** Used in a worker, by its task thread. */
  private transient @Nullable Object rebuilt;

  private StatefulFunction(byte[] captured, Scope scope) {
    this.captured = captured;
    this.scope = scope;
  }

  /**
   * Captures the static fields that a function or task uses, if any are to go along.
   *
   * @param loader the foreign class loader that it needs
   * @return it with the fields; null if it is to travel by itself
   * @throws dev.procession.NotSendableException if a field cannot be sent
   */
  static @Nullable StatefulFunction of(
      Object function, @Nullable ClassLoader loader, StartMethod method, String what) {
    if (method == StartMethod.THREAD) {
      // All is there; what was captured would be older than what is there now.
      return null;
    }
    if (StaticState.hasSnippets(loader)) {
      return of(function, Scope.SNIPPETS, what);
    }
    return method == StartMethod.FORK ? of(function, Scope.PROGRAM, what) : null;
  }

  private static StatefulFunction of(Object function, Scope scope, String what) {
    var out = new WireOutput(1024).forMany();
    StaticState.capture(out, function, scope, what);
    return new StatefulFunction(out.toByteArray(), scope);
  }

  private Object rebuilt() {
    Object ready = rebuilt;
    if (ready == null) {
      // The worker has made the session's loader the context class loader.
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      Predicate<Field> wanted = scope == Scope.PROGRAM ? INHERITED::add : field -> true;
      ready = StaticState.restore(new WireInput(captured), loader, "the function", wanted);
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
