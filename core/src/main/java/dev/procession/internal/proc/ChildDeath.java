package dev.procession.internal.proc;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a child ended, with its last words.
 *
 * @param pid its process id
 * @param status its exit code
 * @param lastOutput the last lines of its output, oldest first
 * @param crashReport what the JVM wrote about its own crash; null if nothing
 */
public record ChildDeath(
    long pid, ExitStatus status, List<String> lastOutput, @Nullable String crashReport) {

  /** {@code fact: pid=…, ended by …}, then the last lines of output. */
  public String describe(String fact) {
    var text = new StringBuilder(fact).append(": pid=").append(pid).append(", ended by ");
    text.append(status);
    if (!lastOutput.isEmpty()) {
      text.append("; its last output was:");
      for (String line : lastOutput) {
        text.append(System.lineSeparator()).append("  | ").append(line);
      }
    }
    return text.toString();
  }
}
