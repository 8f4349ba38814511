package dev.procession.cli.map;

import dev.procession.cli.function.FunctionTarget;
import dev.procession.cli.progress.ProgressMode;
import dev.procession.cli.records.RecordFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one run is to do; everything in it has been checked.
 *
 * @param target the function
 * @param classPath what the function needs
 * @param format what a record is
 * @param input null for standard input
 * @param output null for standard output
 * @param ordered whether results are written in the order of the records
 * @param workers how many worker processes
 * @param timeout how long one record may take; null for ever
 * @param retries how often a failed record is tried again
 * @param maxMemory the workers' heap in bytes; 0 for the JVM's default
 * @param jvmOptions further options of the workers' JVMs
 * @param deadLetters where failed records go; null for nowhere
 * @param journal the journal's directory; null for none
 * @param resume whether to go on with the journal
 * @param progress how progress is shown
 */
record MapSettings(
    FunctionTarget target,
    List<Path> classPath,
    RecordFormat format,
    @Nullable Path input,
    @Nullable Path output,
    boolean ordered,
    int workers,
    @Nullable Duration timeout,
    int retries,
    long maxMemory,
    List<String> jvmOptions,
    @Nullable Path deadLetters,
    @Nullable Path journal,
    boolean resume,
    ProgressMode progress) {

  /** What, besides the input, must be the same when a run is resumed. */
  Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("function", target.toString());
    facts.put("records", format.toString());
    facts.put("order", ordered ? "ordered" : "as-completed");
    facts.put("output", describe(output));
    facts.put("deadLetter", describe(deadLetters));
    return facts;
  }

  private static String describe(@Nullable Path file) {
    return file == null ? "none" : file.toAbsolutePath().normalize().toString();
  }
}
