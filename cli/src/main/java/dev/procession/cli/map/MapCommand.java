package dev.procession.cli.map;

import dev.procession.Processes;
import dev.procession.cli.CommandException;
import dev.procession.cli.DurationConverter;
import dev.procession.cli.SizeConverter;
import dev.procession.cli.function.ClassPath;
import dev.procession.cli.function.FunctionFinder;
import dev.procession.cli.progress.ProgressMode;
import dev.procession.cli.records.RecordFormat;
import dev.procession.pool.PoolConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The options of {@code procession map}, and what can be said against them before anything starts.
 */
@Command(
    name = "map",
    description = "Calls a Java function over each record of an input, in worker processes.",
    footerHeading = "%nRecords and results:%n",
    footer = {
      "  The function is a public static method with one parameter, or a public",
      "  class with a public constructor without parameters that implements",
      "  java.util.function.Function. What it prints goes to standard error.",
      "",
      "  A record is converted to the parameter's type: text, numbers, booleans,",
      "  enums (by name), paths, dates, and whatever else has valueOf, parse,",
      "  fromString, of, or a constructor for a string. byte[] and InputStream get",
      "  the content as it is. JSON becomes maps, lists, records and beans.",
      "",
      "  A result becomes one record of output: text as it is; records, beans,",
      "  lists, maps and arrays as JSON; with --records json always JSON. A text",
      "  with a line break in it (with --records null: with a NUL) is written as a",
      "  JSON string. A method that returns void writes nothing.",
      "",
      "Failures:",
      "  A record that cannot be converted, makes the function throw, exceeds",
      "  --timeout or --max-memory, or kills its worker fails alone. It leaves no",
      "  line in the output, but one in the --dead-letter file, a JSON object:",
      "  index (counted from 0), input, attempts, error, message, stack, and of a",
      "  dead worker its pid, exitCode, signal, lastOutput and crashReport.",
      "",
      "Example:",
      "  procession map --class-path app.jar com.acme.Job::score \\",
      "    --input orders.txt --output scores.txt --timeout 30s --journal run1"
    })
public final class MapCommand implements Callable<Integer> {
  private static final Path STANDARD_STREAM = Path.of("-");

  @Parameters(
      index = "0",
      paramLabel = "FUNCTION",
      description =
          "package.Class::method, package.Class::method(type) if it is overloaded,"
              + " or package.Class.")
  private String function = "";

  @Option(
      names = {"--class-path", "-cp"},
      paramLabel = "PATH",
      description = "Jars and directories with the function and what it needs; dir/* works.")
  private List<String> classPath = new ArrayList<>();

  @Option(
      names = {"--input", "-i"},
      paramLabel = "FILE|-",
      description = "Where the records are (default: ${DEFAULT-VALUE}, standard input).")
  private Path input = STANDARD_STREAM;

  @Option(
      names = {"--output", "-o"},
      paramLabel = "FILE|-",
      description = "Where the results go (default: ${DEFAULT-VALUE}, standard output).")
  private Path output = STANDARD_STREAM;

  @Option(
      names = "--records",
      paramLabel = "KIND",
      description =
          "What a record is: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})."
              + " files: each line names a file; null: records end with NUL.")
  private RecordFormat records = RecordFormat.LINES;

  @ArgGroup private Order order = new Order();

  @Option(
      names = {"--workers", "-w"},
      paramLabel = "N",
      description = "Worker processes (default: one per processor).")
  private int workers = Processes.availableProcessors();

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "How long one record may take, such as 500ms, 30s, 2m (default: for ever).")
  private @Nullable Duration timeout;

  @Option(
      names = "--retries",
      paramLabel = "N",
      description = "How often a failed record is tried again (default: ${DEFAULT-VALUE}).")
  private int retries;

  @Option(
      names = "--max-memory",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description = "Heap of each worker, such as 512m, 1g (default: the JVM's own).")
  private long maxMemory;

  @Option(
      names = {"--jvm-option", "-J"},
      paramLabel = "OPTION",
      description = "An option for the workers' JVMs, such as -Dname=value. Can be repeated.")
  private List<String> jvmOptions = new ArrayList<>();

  @Option(
      names = "--journal",
      paramLabel = "DIR",
      description = "Keep a journal there, so that an interrupted run can be resumed.")
  private @Nullable Path journal;

  @Option(names = "--resume", description = "Go on with the run that the journal tells of.")
  private boolean resume;

  @Option(
      names = "--dead-letter",
      paramLabel = "FILE",
      description = "Where failed records go, with the reason, as JSON lines.")
  private @Nullable Path deadLetter;

  @Option(
      names = "--progress",
      paramLabel = "WHEN",
      description =
          "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}: a bar on a terminal, otherwise"
              + " a line every few seconds).")
  private ProgressMode progress = ProgressMode.AUTO;

  /** One of the two, or neither. */
  static final class Order {
    @Option(
        names = "--ordered",
        description = "Write results in the order of the records (the default).")
    @SuppressWarnings("UnusedVariable") // the parser writes it; it means that the other is not set
    private boolean ordered;

    @Option(names = "--as-completed", description = "Write each result as soon as it is there.")
    private boolean asCompleted;
  }

  /** Constructed by the parser. */
  public MapCommand() {}

  @Override
  public Integer call() throws Exception {
    return new MapRun(settings()).run();
  }

  private MapSettings settings() {
    checkNumbers();
    Path inputFile = STANDARD_STREAM.equals(input) ? null : FileChecks.readable(input);
    Path outputFile = STANDARD_STREAM.equals(output) ? null : FileChecks.writable(output, "output");
    Path deadLetterFile =
        deadLetter == null ? null : FileChecks.writable(deadLetter, "dead-letter file");
    FileChecks.different(inputFile, "input", outputFile, "output");
    FileChecks.different(inputFile, "input", deadLetterFile, "dead-letter file");
    FileChecks.different(outputFile, "output", deadLetterFile, "dead-letter file");
    checkJournal(inputFile, outputFile, deadLetterFile);
    List<Path> jars = ClassPath.parse(classPath);
    return new MapSettings(
        FunctionFinder.find(function, jars),
        jars,
        records,
        inputFile,
        outputFile,
        !order.asCompleted,
        workers,
        timeout,
        retries,
        maxMemory,
        jvmOptions,
        deadLetterFile,
        journal,
        resume,
        progress);
  }

  private void checkNumbers() {
    if (workers < 1 || workers > PoolConfig.MAX_WORKERS) {
      throw CommandException.usage(
          "not a number of workers: workers=" + workers + ", most=" + PoolConfig.MAX_WORKERS);
    }
    if (retries < 0) {
      throw CommandException.usage("not a number of retries: retries=" + retries);
    }
    if (maxMemory != 0 && maxMemory < 2L << 20) {
      throw CommandException.usage(
          "too little memory for a JVM: maxMemory=" + maxMemory + "; 2m is the least");
    }
  }

  /** To go on where a run was stopped takes files in which one can go back to a place. */
  private void checkJournal(
      @Nullable Path inputFile, @Nullable Path outputFile, @Nullable Path deadLetterFile) {
    if (journal == null) {
      if (resume) {
        throw CommandException.usage("--resume needs to know which run; name its --journal");
      }
      return;
    }
    FileChecks.seekable(inputFile, "--input");
    FileChecks.seekable(outputFile, "--output");
    if (deadLetterFile != null) {
      FileChecks.seekable(deadLetterFile, "--dead-letter");
    }
    FileChecks.directoryOrAbsent(journal, "journal");
  }
}
