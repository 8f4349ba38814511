package dev.procession.internal.proc;

import dev.procession.ChildStartException;
import dev.procession.Output;
import dev.procession.ProcessionException;
import dev.procession.internal.shm.ProcessSlot;
import dev.procession.internal.shm.ProcessTable;
import dev.procession.internal.shm.ScratchFiles;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;

/** Starts the process of a child JVM. */
final class JvmLaunch {
  private JvmLaunch() {}

  /**
   * Starts a JVM that will report and wait to be told who it is.
   *
   * @throws ChildStartException if the process could not be started; nothing is left of it then
   */
  static JvmChild launch(LaunchPlan plan, Output output) {
    ProcessEnd.hook();
    Path crashReport;
    ProcessTable table;
    ProcessSlot slot;
    try {
      crashReport = ScratchFiles.crashReport(ScratchFiles.random());
      table = ProcessTable.own();
      slot = table.take();
    } catch (ProcessionException e) {
      throw new ChildStartException("could not start a child JVM: " + e.getMessage(), e);
    }
    ScratchFiles.sweepOnce();
    Rendezvous.Ticket ticket = null;
    Process process = null;
    try {
      FreeDescriptors.require();
      ticket = Rendezvous.instance().expect();
      process = start(plan, crashReport, new ChildArguments(ticket, table, slot));
      process.getOutputStream().close();
      var relay = new OutputRelay(process, output);
      var child = new JvmChild(process, slot, relay, crashReport, ticket);
      child.watch();
      return child;
    } catch (IOException | RuntimeException | Error e) {
      if (process != null) {
        // There may be no memory or no thread left to look after it.
        process.destroyForcibly();
      }
      if (ticket != null) {
        Rendezvous.instance().forget(ticket);
      }
      table.release(slot);
      // The message of such an exception is but the file.
      String why = e instanceof FileSystemException ? e.toString() : e.getMessage();
      throw new ChildStartException("could not start a child JVM: " + why, e);
    }
  }

  private static Process start(LaunchPlan plan, Path crashReport, ChildArguments arguments)
      throws IOException {
    List<String> options = List.of("-XX:ErrorFile=" + crashReport);
    var builder =
        new ProcessBuilder(
            plan.command(AotCache.options(plan.archive()), options, arguments.toList()));
    builder.environment().putAll(plan.environment());
    builder.directory(plan.directory());
    return builder.start();
  }
}
