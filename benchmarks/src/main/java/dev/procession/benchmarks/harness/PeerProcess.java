package dev.procession.benchmarks.harness;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.jr.ob.JSON;

/**
 * A peer that runs in a process of its own and times its work itself, so that talking to it costs
 * it nothing.
 *
 * <p>Each request is a JSON object on one line of its standard input; each answer is one on its
 * standard output, with {@code seconds} (the times), or other facts, or {@code error}. It ends when
 * its input does.
 */
public final class PeerProcess implements AutoCloseable {
  private final Process process;
  private final BufferedWriter requests;
  private final BufferedReader answers;

  private PeerProcess(Process process) {
    this.process = process;
    requests = process.outputWriter();
    answers = process.inputReader();
  }

  static PeerProcess start(List<String> command) throws NotAvailableException {
    try {
      return new PeerProcess(
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    } catch (IOException e) {
      throw new NotAvailableException(command.getFirst() + " is not installed", e);
    }
  }

  /** Whether it can still be asked. */
  boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Has work done.
   *
   * @param request understood by the peer
   * @return the seconds that one unit of work took, once for each time it was done
   * @throws IOException if the peer has ended, or says that it failed
   */
  public double[] times(Map<String, Object> request) throws IOException {
    if (ask(request).get("seconds") instanceof List<?> seconds) {
      return seconds.stream().mapToDouble(each -> ((Number) each).doubleValue()).toArray();
    }
    throw new IOException("the peer gave no times: request=" + request);
  }

  /**
   * Asks for anything else.
   *
   * @param request understood by the peer
   * @return its answer
   * @throws IOException if the peer has ended, or says that it failed
   */
  public Map<String, Object> ask(Map<String, Object> request) throws IOException {
    requests.write(JSON.std.asString(request));
    requests.newLine();
    requests.flush();
    String line = answers.readLine();
    if (line == null) {
      throw new EOFException("the peer's process has ended: pid=" + process.pid());
    }
    Map<String, Object> answer = JSON.std.mapFrom(line);
    if (answer.containsKey("error")) {
      throw new IOException(String.valueOf(answer.get("error")));
    }
    return answer;
  }

  /** Ends it: by the end of its input, or if it does not listen, by force. */
  @Override
  public void close() throws IOException {
    List<ProcessHandle> children = process.descendants().toList();
    try {
      requests.close();
    } catch (IOException e) {
      // It is gone already.
    }
    try {
      if (process.waitFor(2, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
  }
}
