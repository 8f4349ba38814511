package dev.procession.cli.journal;

import dev.procession.cli.CommandException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.jr.ob.JSON;
import tools.jackson.jr.ob.JSON.Feature;

/**
 * A directory with the last {@link JournalEntry} of a run, and a lock that only one run at a time
 * holds. The kernel drops the lock when its process ends, however it ends.
 */
public final class Journal implements AutoCloseable {
  private static final String ENTRY = "journal.json";
  private static final String ASIDE = "journal.json.new";
  private static final String LOCK = "lock";

  private static final JSON JSON_FORM =
      JSON.builder()
          .enable(Feature.WRITE_RECORD_FIELDS_IN_DECLARATION_ORDER, Feature.PRETTY_PRINT_OUTPUT)
          .build();

  private final Path directory;

  /** Open as long as the lock is to be held. */
  private final FileChannel lock;

  private Journal(Path directory, FileChannel lock) {
    this.directory = directory;
    this.lock = lock;
  }

  /**
   * Opens a journal, which need not exist.
   *
   * @param directory where it is or will be
   * @return locked
   * @throws IOException if the directory cannot be used
   * @throws CommandException if another run uses it
   */
  public static Journal open(Path directory) throws IOException {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw CommandException.usage(
          "the journal cannot be created: journal=" + directory + ": " + e);
    }
    var channel =
        FileChannel.open(
            directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      channel.close();
      throw CommandException.failure(
          "another run is using this journal: journal=" + directory + "; wait for it or stop it",
          null);
    }
    return new Journal(directory, channel);
  }

  /**
   * The last entry.
   *
   * @return null if there is none
   * @throws IOException if it cannot be read
   */
  public @Nullable JournalEntry read() throws IOException {
    Path file = directory.resolve(ENTRY);
    try {
      return JSON_FORM.beanFrom(JournalEntry.class, Files.readString(file));
    } catch (NoSuchFileException e) {
      return null;
    } catch (JacksonException | CharacterCodingException e) {
      throw CommandException.failure(
          "the journal is damaged: file=" + file + "; begin again with another --journal", e);
    }
  }

  /**
   * Replaces the entry, so that even a power cut leaves either the old one or the new one.
   *
   * @param entry what it describes must be on the disk already
   * @throws IOException if writing fails; the old entry is then still there
   */
  public void write(JournalEntry entry) throws IOException {
    Path aside = directory.resolve(ASIDE);
    try (var out = new FileOutputStream(aside.toFile())) {
      out.write(JSON_FORM.asBytes(entry));
      out.getFD().sync();
    }
    Files.move(aside, directory.resolve(ENTRY), StandardCopyOption.ATOMIC_MOVE);
    syncDirectory(directory);
  }

  /**
   * Makes sure that the names in a directory are on the disk: a new file may otherwise be gone
   * after a power cut, synced or not.
   *
   * @param directory a directory
   * @throws IOException if that fails
   */
  public static void syncDirectory(Path directory) throws IOException {
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
