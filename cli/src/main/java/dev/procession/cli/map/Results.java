package dev.procession.cli.map;

import dev.procession.cli.CommandException;
import dev.procession.cli.function.UnusableFunctionException;
import dev.procession.cli.journal.Journal;
import dev.procession.cli.journal.JournalEntry;
import dev.procession.cli.progress.Meter;
import dev.procession.cli.records.Ledger;
import dev.procession.cli.records.RecordFile;
import dev.procession.pool.Outcome;
import dev.procession.pool.PoolBrokenException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a run has to show: output, dead letters, journal, counts, always in step with one another.
 *
 * <p>Two threads: the working thread adds outcomes, the {@link Ticker} saves them now and then.
 * Each holds this object's lock, so that what is saved is never half an outcome.
 */
final class Results {
  /** Without a dead-letter file, so many failures are printed one by one. */
  private static final int FAILURES_SHOWN = 5;

  private final RecordFile output;
  private final @Nullable RecordFile deadLetters;
  private final @Nullable Journal journal;
  private final Ledger ledger;
  private final Meter meter;
  private final Consumer<String> messages;

  /** The state that this run began with, then the last one saved. */
  private JournalEntry saved;

  private long done;
  private long failed;
  private long inputBytes;

  /** How many failures this run has seen, whatever an earlier one saw. */
  private int failuresShown;

  /** What went wrong while saving; nothing is added or saved after that. */
  private @Nullable IOException broken;

  Results(
      RecordFile output,
      @Nullable RecordFile deadLetters,
      @Nullable Journal journal,
      JournalEntry before,
      Ledger ledger,
      Meter meter,
      Consumer<String> messages) {
    this.output = output;
    this.deadLetters = deadLetters;
    this.journal = journal;
    this.saved = before;
    this.ledger = ledger;
    this.meter = meter;
    this.messages = messages;
    this.done = before.done();
    this.failed = before.failed();
    this.inputBytes = before.inputBytes();
  }

  /** Adds an outcome to the output or to the failures. */
  synchronized void add(Outcome<byte[], byte @Nullable []> outcome) {
    checkBroken();
    if (outcome instanceof Outcome.Failure<byte[], ?> failure) {
      // Before the record counts as done: it is not.
      checkCanRun(failure.error());
    }
    long index = ledger.done(outcome.index());
    long size = outcome.item().length + 1L;
    try {
      switch (outcome) {
        case Outcome.Success<byte[], byte @Nullable []> success -> {
          byte[] result = success.value();
          if (result != null) {
            output.add(result);
          }
          meter.add(size, true);
        }
        case Outcome.Failure<byte[], byte @Nullable []> failure -> {
          addFailure(index, failure);
          failed++;
          meter.add(size, false);
        }
      }
    } catch (IOException e) {
      broken = e;
      checkBroken();
    }
    done++;
    inputBytes += size;
  }

  private void addFailure(long index, Outcome.Failure<byte[], ?> failure) throws IOException {
    Throwable error = failure.error();
    if (deadLetters != null) {
      deadLetters.add(DeadLetter.toJson(index, failure));
      return;
    }
    failuresShown++;
    if (failuresShown <= FAILURES_SHOWN) {
      messages.accept("procession: " + DeadLetter.summary(index, error));
    } else if (failuresShown == FAILURES_SHOWN + 1) {
      messages.accept("procession: further failures are only counted; --dead-letter keeps them");
    }
  }

  /** Some failures are not the record's: no record can be run. */
  private static void checkCanRun(Throwable error) {
    if (error instanceof PoolBrokenException) {
      throw CommandException.failure(String.valueOf(error.getMessage()), error);
    }
    if (DeadLetter.type(error).equals(UnusableFunctionException.class.getName())) {
      throw CommandException.usage(String.valueOf(DeadLetter.message(error)));
    }
  }

  /** Makes what has been added durable if there is a journal, and visible in any case. */
  synchronized void save() {
    if (broken != null || done == saved.done()) {
      return;
    }
    save(false);
  }

  /** Saves that nothing remains, after making sure of it. */
  synchronized void saveComplete() {
    checkBroken();
    if (!ledger.remaining().isEmpty()) {
      throw CommandException.failure(
          "the workers have ended, but not all records are done: done=" + done, null);
    }
    save(true);
    checkBroken();
  }

  private void save(boolean complete) {
    try {
      if (journal == null) {
        output.flush();
        if (deadLetters != null) {
          deadLetters.flush();
        }
      } else {
        output.sync();
        if (deadLetters != null) {
          deadLetters.sync();
        }
      }
      var entry =
          new JournalEntry(
              saved.run(),
              complete || journal == null ? List.of() : ledger.remaining(),
              output.length(),
              deadLetters == null ? 0 : deadLetters.length(),
              done,
              failed,
              inputBytes);
      if (journal != null) {
        journal.write(entry);
      }
      saved = entry;
    } catch (IOException e) {
      broken = e;
    }
  }

  /** How many records are accounted for, those of earlier runs included. */
  synchronized long done() {
    return done;
  }

  /** How many of them failed. */
  synchronized long failed() {
    return failed;
  }

  private void checkBroken() {
    if (broken != null) {
      throw new UncheckedIOException(
          "results could not be written: " + broken.getMessage(), broken);
    }
  }
}
