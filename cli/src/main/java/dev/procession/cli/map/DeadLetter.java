package dev.procession.cli.map;

import dev.procession.RemoteTaskException;
import dev.procession.pool.Outcome.Failure;
import dev.procession.pool.WorkerDiedException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.jr.ob.JSON;

/** Everything that is known about a record that failed: one line of the dead-letter file. */
final class DeadLetter {
  private static final int SUMMARY_LENGTH = 300;

  private DeadLetter() {}

  /** One JSON object on one line. */
  static byte[] toJson(long index, Failure<byte[], ?> failure) {
    Throwable error = failure.error();
    Map<String, Object> letter = new LinkedHashMap<>();
    letter.put("index", index);
    putInput(letter, failure.item());
    letter.put("attempts", failure.attempts());
    letter.put("error", type(error));
    putIfPresent(letter, "message", message(error));
    letter.put("stack", stack(error));
    if (error instanceof WorkerDiedException death) {
      letter.put("worker", worker(death));
    }
    return JSON.std.asString(letter).getBytes(StandardCharsets.UTF_8);
  }

  /** The failure on one line, for the terminal. */
  static String summary(long index, Throwable error) {
    String message = message(error);
    String text = message == null ? "" : ": " + message.strip().replaceAll("\\s*\\R[\\s|]*", " | ");
    String line = "record failed: index=" + index + ", error=" + type(error) + text;
    return line.length() <= SUMMARY_LENGTH ? line : line.substring(0, SUMMARY_LENGTH) + "...";
  }

  /** Of an error that could not be rebuilt here, the type that it had there. */
  static String type(Throwable error) {
    return error instanceof RemoteTaskException remote
        ? remote.remoteType()
        : error.getClass().getName();
  }

  /** Likewise its message. */
  static @Nullable String message(Throwable error) {
    return error instanceof RemoteTaskException remote
        ? remote.remoteMessage()
        : error.getMessage();
  }

  /** Text if it is text, so that it can be read; otherwise exactly. */
  private static void putInput(Map<String, Object> letter, byte[] input) {
    try {
      letter.put(
          "input", StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(input)).toString());
    } catch (CharacterCodingException e) {
      letter.put("inputBase64", input);
    }
  }

  private static Map<String, Object> worker(WorkerDiedException death) {
    Map<String, Object> worker = new LinkedHashMap<>();
    worker.put("pid", death.pid());
    worker.put("exitCode", death.exitCode());
    putIfPresent(worker, "signal", death.signal());
    worker.put("lastOutput", death.lastOutput());
    putIfPresent(worker, "crashReport", death.crashReport());
    return worker;
  }

  private static void putIfPresent(Map<String, Object> map, String name, @Nullable Object value) {
    if (value != null) {
      map.put(name, value);
    }
  }

  private static String stack(Throwable error) {
    var text = new StringWriter();
    error.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }
}
