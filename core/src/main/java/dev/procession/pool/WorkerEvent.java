package dev.procession.pool;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** The life of a worker. */
@Name("dev.procession.Worker")
@Label("Pool Worker")
@Category("Procession")
@Description("A worker of a pool was started, is ready, or has ended")
@StackTrace(false)
final class WorkerEvent extends Event {
  @Label("Pool")
  @Nullable String pool;

  @Label("Worker")
  @Description("Process id")
  long worker;

  @Label("What")
  @Description("started, ready, died, killed, recycled, or dismissed")
  @Nullable String what;

  @Label("Exit Code")
  @Description("N for exit(N), -N for signal N; 0 while it lives")
  int exitCode;

  @Label("Signal")
  @Nullable String signal;

  @Label("Items")
  @Description("How many it has reported")
  long items;
}
