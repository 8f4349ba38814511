package dev.procession.pool;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** How a pool is doing: when it opens and closes, and in between every so often. */
@Name("dev.procession.Pool")
@Label("Pool")
@Category("Procession")
@Description("The figures of a pool when it is opened, when it is closed, and now and then")
@Period("10 s")
@StackTrace(false)
final class PoolEvent extends Event {
  @Label("Pool")
  @Nullable String pool;

  @Label("What")
  @Description("opened, closed, or figures")
  @Nullable String what;

  @Label("Items Submitted")
  long submitted;

  @Label("Items Waiting")
  long waiting;

  @Label("Items Running")
  long running;

  @Label("Items Done")
  long done;

  @Label("Items Failed")
  long failed;

  @Label("Items Cancelled")
  long cancelled;

  @Label("Retries")
  long retried;

  @Label("Workers Up")
  int workersUp;

  @Label("Workers Busy")
  int workersBusy;

  @Label("Workers Died")
  long workersDied;
}
