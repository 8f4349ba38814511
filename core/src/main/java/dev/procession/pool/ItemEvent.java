package dev.procession.pool;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/**
 * Items that a worker has reported: one if it took longer than a message does, otherwise all that
 * came with the same message. Off unless asked for, since there may be very many.
 */
@Name("dev.procession.Item")
@Label("Pool Item")
@Category("Procession")
@Description("Items of a pool that have ended together: one long one, or many short ones")
@Enabled(false)
@StackTrace(false)
final class ItemEvent extends Event {
  @Label("Pool")
  @Nullable String pool;

  @Label("Worker")
  @Description("Process id; 0 if no worker had begun")
  long worker;

  @Label("Items")
  int items;

  @Label("Failed")
  @Description("How many of them threw")
  int failed;

  @Label("Attempts")
  @Description("How many times they have been run")
  int attempts;

  @Label("Run Time")
  @Description("How long the worker took for all of them")
  @Timespan(Timespan.NANOSECONDS)
  long runTime;

  @Label("Bytes")
  @Description("Of their results as they were sent")
  long bytes;

  @Label("Outcome")
  @Description("returned, threw, worker died, over its limit, or cancelled")
  @Nullable String outcome;
}
