package dev.procession.cli.journal;

import dev.procession.cli.records.Span;
import java.util.List;

/**
 * How far a run has come.
 *
 * @param run which work this is
 * @param remaining the records that are still to be done; empty if the run is complete
 * @param outputLength the output's length when exactly the others are in it
 * @param deadLetterLength likewise of the dead-letter file; 0 if there is none
 * @param done how many records are accounted for
 * @param failed how many of them failed
 * @param inputBytes how many bytes of input they were
 */
public record JournalEntry(
    Fingerprint run,
    List<Span> remaining,
    long outputLength,
    long deadLetterLength,
    long done,
    long failed,
    long inputBytes) {

  /**
   * The state before anything is done.
   *
   * @param run which work this is
   * @return the whole input remains
   */
  public static JournalEntry begin(Fingerprint run) {
    return new JournalEntry(run, List.of(Span.WHOLE), 0, 0, 0, 0, 0);
  }

  /**
   * Whether nothing remains to be done.
   *
   * @return true after a run that was not interrupted
   */
  public boolean complete() {
    return remaining.isEmpty();
  }

  /**
   * Whether there is something that a new beginning would throw away.
   *
   * @return false if no record was done
   */
  public boolean hasProgress() {
    return done > 0 || complete();
  }
}
