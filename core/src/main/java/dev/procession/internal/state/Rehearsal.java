package dev.procession.internal.state;

import dev.procession.Task;
import dev.procession.internal.wire.GraphWriter;
import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/** Static fields to be restored for practice. */
final class Rehearsal {
  @SuppressWarnings("unused")
  private static int number;

  @SuppressWarnings("unused")
  private static @Nullable Object object;

  private static final Object FIXED = new Object();

  private Rehearsal() {}

  static void run() {
    var out = new WireOutput(1024);
    Task<Object> task = () -> FIXED;
    try (var graph = new GraphWriter(out, new Deaf())) {
      graph.write(task, "", null);
      graph.write(Rehearsal.class.getName(), "", null);
      graph.write("number", "", null);
      graph.writeLong(1);
      graph.write(Rehearsal.class.getName(), "", null);
      graph.write("object", "", null);
      graph.write("text", "", null);
      graph.write(Rehearsal.class.getName(), "", null);
      graph.write("FIXED", "", null);
      graph.write("text", "", null);
      graph.write(null, "", null);
    }
    StaticState.restore(
        new WireInput(out.toByteArray()),
        Rehearsal.class.getClassLoader(),
        "the rehearsal",
        field -> !Modifier.isFinal(field.getModifiers()) || FinalStatics.canBeSet());
  }

  /** Does not care what is written. */
  private static final class Deaf implements GraphWriter.Observer {
    @Override
    public void onInstance(Class<?> type) {}

    @Override
    public void onClass(Class<?> type) {}

    @Override
    public void onLambda(SerializedLambda lambda) {}
  }
}
