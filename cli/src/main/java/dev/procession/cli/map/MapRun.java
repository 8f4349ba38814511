package dev.procession.cli.map;

import dev.procession.Context;
import dev.procession.cli.CommandException;
import dev.procession.cli.ExitCode;
import dev.procession.cli.Interruption;
import dev.procession.cli.Interruption.InterruptedBySignal;
import dev.procession.cli.Pools;
import dev.procession.cli.Ticker;
import dev.procession.cli.function.RecordJob;
import dev.procession.cli.function.WorkerSetup;
import dev.procession.cli.journal.Fingerprint;
import dev.procession.cli.journal.Journal;
import dev.procession.cli.journal.JournalEntry;
import dev.procession.cli.progress.Meter;
import dev.procession.cli.progress.ProgressMode;
import dev.procession.cli.progress.ProgressReporter;
import dev.procession.cli.progress.Terminal;
import dev.procession.cli.records.Ledger;
import dev.procession.cli.records.RecordFile;
import dev.procession.cli.records.RecordSource;
import dev.procession.pool.CallOptions;
import dev.procession.pool.Outcome;
import dev.procession.pool.PoolConfig;
import dev.procession.pool.ProcessPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One run of {@code procession map}, from opening the files to the exit code. */
final class MapRun {
  private static final Duration SAVE_PAUSE = Duration.ofMillis(200);

  private final MapSettings settings;

  MapRun(MapSettings settings) {
    this.settings = settings;
  }

  /** Does the work; returns the exit code. */
  int run() throws IOException {
    Path directory = settings.journal();
    if (directory == null) {
      return run(null, JournalEntry.begin(new Fingerprint(Map.of())));
    }
    try (var journal = Journal.open(directory)) {
      JournalEntry before = firstEntry(journal, directory);
      if (before.complete()) {
        System.err.println("procession: nothing is left to do: records=" + before.done());
        return exitCode(before.failed());
      }
      return run(journal, before);
    }
  }

  /** Where this run begins: at the beginning, or where an earlier run has come to. */
  private JournalEntry firstEntry(Journal journal, Path directory) throws IOException {
    var run = Fingerprint.of(Objects.requireNonNull(settings.input()), settings.facts());
    JournalEntry last = journal.read();
    if (last == null || (!settings.resume() && !last.hasProgress())) {
      var begin = JournalEntry.begin(run);
      journal.write(begin);
      return begin;
    }
    if (!settings.resume()) {
      throw CommandException.usage(
          "the journal holds a run that has done something: journal="
              + directory
              + ", records="
              + last.done()
              + "; go on with --resume, or name another --journal");
    }
    String changes = last.run().changesTo(run);
    if (!changes.isEmpty()) {
      throw CommandException.usage(
          "the journal is of another run: " + changes + "; name another --journal");
    }
    return last;
  }

  private int run(@Nullable Journal journal, JournalEntry before) throws IOException {
    Interruption interruption = Interruption.listen();
    var ledger = new Ledger(before.remaining());
    Meter meter = meter(before);
    try (var output =
            open(settings.output(), settings.format().separator(), before.outputLength());
        var deadLetters = openDeadLetters(before);
        var progress = ProgressReporter.start(progressMode(), meter)) {
      var results =
          new Results(output, deadLetters, journal, before, ledger, meter, progress::message);
      try {
        try (var saver = Ticker.start("saver", SAVE_PAUSE, results::save)) {
          work(ledger, results, meter, interruption);
        } finally {
          results.save();
        }
        results.saveComplete();
      } catch (InterruptedBySignal e) {
        progress.close();
        System.err.println(interrupted(results.done()));
        return interruption.exitCode();
      }
      progress.close();
      reportFailures(results);
      return exitCode(results.failed());
    }
  }

  /** Feeds the workers and takes their results until none is left or somebody interrupts. */
  private void work(Ledger ledger, Results results, Meter meter, Interruption interruption) {
    var job = new RecordJob(settings.target(), settings.format());
    var source = new RecordSource(settings.input(), settings.format(), ledger);
    var pool = ProcessPool.open(standard -> configure(standard).listener(meter.listener()));
    boolean finished = false;
    try (Stream<Outcome<byte[], byte @Nullable []>> outcomes =
        settings.ordered()
            ? pool.outcomes(job, () -> source, this::options)
            : pool.outcomesUnordered(job, () -> source, this::options)) {
      Iterator<Outcome<byte[], byte @Nullable []>> iterator = outcomes.iterator();
      while (interruption.await(iterator::hasNext)) {
        results.add(iterator.next());
      }
      finished = true;
    } finally {
      if (finished) {
        pool.close();
      } else {
        Pools.stop(pool);
      }
    }
  }

  private PoolConfig configure(PoolConfig standard) {
    Context context =
        Context.standard()
            .classPath(settings.classPath().toArray(Path[]::new))
            .maxHeap(settings.maxMemory())
            .jvmOptions(settings.jvmOptions().toArray(String[]::new));
    return standard
        .name("map")
        .workers(settings.workers())
        .context(context)
        .initializer(new WorkerSetup());
  }

  private CallOptions options(CallOptions standard) {
    CallOptions options = standard.retries(settings.retries());
    return settings.timeout() == null ? options : options.taskTimeout(settings.timeout());
  }

  /** A bar between the results would make both unreadable. */
  private ProgressMode progressMode() {
    boolean resultsAreShown = settings.output() == null && Terminal.isStandardOutput();
    return settings.progress() == ProgressMode.AUTO && resultsAreShown
        ? ProgressMode.OFF
        : settings.progress();
  }

  private Meter meter(JournalEntry before) throws IOException {
    Path input = settings.input();
    Meter meter =
        input != null && Files.isRegularFile(input)
            ? Meter.ofBytes("map", "records", Files.size(input))
            : Meter.ofCount("map", "records", -1);
    meter.startFrom(before.done(), before.failed(), before.inputBytes());
    return meter;
  }

  private @Nullable RecordFile openDeadLetters(JournalEntry before) throws IOException {
    Path file = settings.deadLetters();
    return file == null ? null : open(file, (byte) '\n', before.deadLetterLength());
  }

  private RecordFile open(@Nullable Path file, byte separator, long length) throws IOException {
    if (file == null) {
      return RecordFile.standardOutput(separator);
    }
    if (length > 0) {
      return RecordFile.reopen(file, separator, length);
    }
    RecordFile created = RecordFile.create(file, separator);
    if (settings.journal() != null) {
      Journal.syncDirectory(Objects.requireNonNull(file.toAbsolutePath().getParent()));
    }
    return created;
  }

  private String interrupted(long done) {
    String remedy =
        settings.journal() == null
            ? "; with --journal a run can be resumed"
            : "; go on with the same command and --resume";
    return "procession: interrupted: records=" + done + remedy;
  }

  private void reportFailures(Results results) {
    if (results.failed() > 0) {
      System.err.println(
          "procession: some records failed: failed="
              + results.failed()
              + ", records="
              + results.done()
              + (settings.deadLetters() == null ? "" : ", deadLetters=" + settings.deadLetters()));
    }
  }

  private static int exitCode(long failed) {
    return failed == 0 ? ExitCode.SUCCESS : ExitCode.SOME_FAILED;
  }
}
