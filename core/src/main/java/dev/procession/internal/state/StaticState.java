package dev.procession.internal.state;

import dev.procession.NotSendableException;
import dev.procession.internal.wire.GraphReader;
import dev.procession.internal.wire.GraphWriter;
import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A task together with the static fields that it will use, as they are at this moment: one graph,
 * so that what a captured variable and a static field both lead to is one object in the child too.
 *
 * <p>Left out, so that the child has what its own static initializer makes: constants, enum
 * constants, fields declared {@code transient}, fields of classes not initialized yet, and final
 * fields whose value cannot be sent by its type, such as loggers and locks. Any other value that
 * cannot be sent is an error. Other threads of the parent are not stopped meanwhile: fields that
 * they change together may arrive out of step.
 *
 * <p>The graph: the task; then for each field the class's name, the field's name, and the value, as
 * eight bytes if it is of primitive type; then null.
 */
public final class StaticState {
  private static final String REMEDY =
      "; make it Serializable, or declare the field final or transient:"
          + " then the child keeps what its own static initializer makes";
  private static final String REMEDY_IF_FINAL =
      "; make it Serializable, or declare the field transient:"
          + " then the child keeps what its own static initializer makes";

  private StaticState() {}

  /** Whether this is the loader of a JShell session: what it has loaded may use variables. */
  public static boolean hasSnippets(@Nullable ClassLoader loader) {
    return loader != null && loader.getDefinedPackage(Program.SNIPPETS) != null;
  }

  /**
   * Appends a task and the static fields it will use.
   *
   * @param what what the task is to the user, for the message
   * @return how many fields
   * @throws NotSendableException if something cannot be sent; nothing is appended then
   */
  public static int capture(WireOutput out, Object task, Scope scope, String what) {
    int start = out.position();
    try {
      int fields = tryCapture(out, task, scope, what);
      while (fields < 0) {
        // A field turned out to be one that is left out, in the middle of it.
        out.rewind(start);
        fields = tryCapture(out, task, scope, what);
      }
      return fields;
    } catch (RuntimeException | Error e) {
      out.rewind(start);
      throw e;
    }
  }

  private static int tryCapture(WireOutput out, Object task, Scope scope, String what) {
    var reach = new Reach(task, scope);
    int fields = 0;
    try (var graph = new GraphWriter(out, reach)) {
      graph.write(task, what, null);
      for (StaticField field = reach.next(); field != null; field = reach.next()) {
        if (field.isWanted()) {
          Object value = field.get();
          if (value != null
              && !GraphWriter.isSendable(value)
              && field.keepIfItCannotBeSent(value)) {
            continue;
          }
          try {
            write(graph, field, value);
          } catch (NotSendableException e) {
            if (field.keepIfItCannotBeSent(value)) {
              return -1;
            }
            throw e;
          }
          fields++;
        }
      }
      graph.write(null, what, null);
    }
    return fields;
  }

  private static void write(GraphWriter graph, StaticField field, @Nullable Object value) {
    String what = field.title();
    graph.write(field.owner().type().getName(), what, null);
    graph.write(field.name(), what, null);
    if (field.type().isPrimitive()) {
      graph.writeLong(Primitives.toBits(value));
    } else {
      graph.write(value, what, field.isFinal() ? REMEDY_IF_FINAL : REMEDY);
    }
  }

  /**
   * Reads a task and sets the static fields that came with it, having initialized their classes.
   * Nothing else of the program should have run here before.
   *
   * @return the task
   * @throws NotSendableException if something cannot be rebuilt here
   */
  public static Object restore(WireInput in, ClassLoader loader, String what) {
    return restore(in, loader, what, field -> true);
  }

  /**
   * As {@link #restore(WireInput, ClassLoader, String)}, but sets only the static fields that are
   * wanted.
   *
   * @param wanted asked once about each field
   */
  public static Object restore(
      WireInput in, ClassLoader loader, String what, Predicate<Field> wanted) {
    var graph = new GraphReader(in, loader, what);
    Object task = graph.read(what);
    List<RestoredField> fields = new ArrayList<>();
    for (Object name = graph.read(what); name != null; name = graph.read(what)) {
      fields.add(RestoredField.read(graph, (String) name, loader));
    }
    for (int i = 0; i < fields.size(); i++) {
      fields.get(i).initializeClass();
    }
    for (int i = 0; i < fields.size(); i++) {
      if (wanted.test(fields.get(i).field())) {
        fields.get(i).set();
      }
    }
    if (task == null) {
      throw new NotSendableException(what + " arrived damaged", null);
    }
    return task;
  }

  /**
   * Restores something of ours, so that what the JVM does slowly for the first time is done. For a
   * spare JVM that waits for its task; no class of the program is touched.
   */
  public static void rehearse() {
    Rehearsal.run();
  }
}
