package dev.procession.manager;

import dev.procession.internal.wire.ObjectCodec;
import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a manager remembers of its objects: which there are, their names, and what has become of
 * them.
 *
 * <p>When the file has grown to several times what the objects need, it is written anew, while
 * calls go on: into a second file, to which an object's effects go too from the moment on at which
 * it has been written there itself; when all have been, that takes the place of the first. So
 * whenever the manager dies, one whole file is there.
 */
final class Journal implements Closeable {
  private static final long ROOM = 16 << 20;
  private static final int GROWTH = 4;
  private static final System.Logger LOGGER = System.getLogger("dev.procession.manager");

  private final Path path;
  private final ClassLoader loader;

  /** Whose journal it is. Written before anything else. */
  private UUID owner = ManagerAddress.UNKNOWN;

  /** Held while something is appended; taken after an object's own lock. */
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by the lock. */
  private JournalFile file;

  /** What the file is being written anew to; null if it is not. Guarded by the lock. */
  private @Nullable JournalFile next;

  /** How long the file was when it had been written anew. Guarded by the lock. */
  private long firstLength;

  /** Whether nothing can be written any more. Guarded by the lock. */
  private boolean closed;

  /** The objects, by number. Guarded by the lock. */
  private final Map<Long, Entry> entries = new LinkedHashMap<>();

  /**
   * What the file says of an object.
   *
   * <p>Written with the object's guard held, and the journal's lock.
   */
  private static final class Entry {
    private final String type;
    private final @Nullable Object[] arguments;
    private final Durable servant;
    private String name = "";

    /** Whether the object is in the second file. */
    private boolean inNext;

    Entry(String type, @Nullable Object[] arguments, Durable servant) {
      this.type = type;
      this.arguments = arguments;
      this.servant = servant;
    }
  }

  /** Is told what the file says was there. */
  interface Restorer {
    /**
     * Whose journal it is; comes first.
     *
     * @param id null if the journal is new
     * @return whose it is
     */
    UUID id(@Nullable UUID id);

    /** An object is there again, as far as its effects have been done again. */
    void restored(long id, String type, Durable servant);

    /** It had a name. */
    void named(long id, String name);

    /** It was gone. */
    void gone(long id);
  }

  private Journal(Path path, ClassLoader loader, Restorer restorer) throws IOException {
    this.path = path;
    this.loader = loader;
    this.file = JournalFile.open(path, new Replay(restorer));
    this.firstLength = file.length();
  }

  /**
   * Opens a journal, and makes the objects in it anew.
   *
   * @throws IOException if the file cannot be read or written, or is none of ours
   */
  static Journal open(Path path, ClassLoader loader, Restorer restorer) throws IOException {
    try {
      var journal = new Journal(path, loader, restorer);
      journal.entries.forEach((id, entry) -> journal.begin(id, entry));
      return journal;
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private void begin(long id, Entry entry) {
    entry.servant.writeTo((effect, values) -> append(id, entry, effect, values));
  }

  // ---- reading ----------------------------------------------------------------------------------

  /** Does again what is in the file. */
  private final class Replay implements JournalFile.Reader {
    private final Restorer restorer;

    Replay(Restorer restorer) {
      this.restorer = restorer;
    }

    @Override
    public UUID id(@Nullable UUID found) {
      owner = restorer.id(found);
      return owner;
    }

    @Override
    public void record(WireInput record) {
      replay(record, restorer);
    }
  }

  private void replay(WireInput in, Restorer restorer) {
    int kind = in.readByte();
    long id = in.readLong();
    switch (kind) {
      case JournalLayout.MADE -> {
        String type = in.readText();
        @Nullable Object[] arguments = values(in);
        BuiltIn builtIn = BuiltIns.find(type);
        if (builtIn == null || !(builtIn.make(arguments) instanceof Durable servant)) {
          throw new IllegalStateException(
              "the journal names a type that is not here: type=" + type + ", file=" + path);
        }
        entries.put(id, new Entry(type, arguments, servant));
        restorer.restored(id, type, servant);
      }
      case JournalLayout.NAMED -> {
        String name = in.readText();
        Entry entry = entries.get(id);
        if (entry != null) {
          entry.name = name;
          restorer.named(id, name);
        }
      }
      case JournalLayout.GONE -> {
        entries.remove(id);
        restorer.gone(id);
      }
      case JournalLayout.EFFECT -> {
        int effect = in.readInt();
        Entry entry = entries.get(id);
        if (entry != null) {
          entry.servant.replay(effect, values(in));
        }
      }
      default -> throw new IllegalStateException("unknown record: kind=" + kind + ", file=" + path);
    }
  }

  private @Nullable Object[] values(WireInput in) {
    @Nullable Object[] values = new @Nullable Object[in.readLength(1)];
    for (int i = 0; i < values.length; i++) {
      values[i] = ObjectCodec.read(in, loader, "a value of the journal");
    }
    return values;
  }

  // ---- writing ----------------------------------------------------------------------------------

  /** An object has been made that is to be remembered. */
  void made(long id, String type, @Nullable Object[] arguments, Durable servant) {
    var entry = new Entry(type, arguments, servant);
    WireOutput record = madeRecord(id, entry);
    lock.lock();
    try {
      entries.put(id, entry);
      entry.inNext = next != null;
      write(record, entry);
    } finally {
      lock.unlock();
    }
    begin(id, entry);
  }

  private static WireOutput madeRecord(long id, Entry entry) {
    WireOutput record = record(JournalLayout.MADE, id);
    record.writeText(entry.type);
    writeValues(record, entry.arguments);
    return record;
  }

  /** An object has another name; none if that is empty. */
  void named(long id, String name) {
    lock.lock();
    try {
      Entry entry = entries.get(id);
      if (entry != null) {
        entry.name = name;
        write(nameRecord(id, name), entry);
      }
    } finally {
      lock.unlock();
    }
  }

  private static WireOutput nameRecord(long id, String name) {
    WireOutput record = record(JournalLayout.NAMED, id);
    record.writeText(name);
    return record;
  }

  /** Nobody can use an object any more. */
  void gone(long id) {
    lock.lock();
    try {
      Entry entry = entries.remove(id);
      if (entry != null && !closed) {
        write(record(JournalLayout.GONE, id), entry);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Called with the object's guard held. */
  private void append(long id, Entry entry, int effect, @Nullable Object[] values) {
    WireOutput record = effectRecord(id, effect, values);
    boolean large;
    lock.lock();
    try {
      write(record, entry);
      large = next == null && file.length() > ROOM && file.length() > GROWTH * firstLength;
      if (large) {
        next = JournalFile.create(path.resolveSibling(path.getFileName() + ".next"), owner);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the journal cannot be written anew: file=" + path, e);
    } finally {
      lock.unlock();
    }
    if (large) {
      Thread.ofPlatform().daemon().name("procession-manager-journal").start(this::writeAnew);
    }
  }

  private static WireOutput effectRecord(long id, int effect, @Nullable Object[] values) {
    WireOutput record = record(JournalLayout.EFFECT, id);
    record.writeInt(effect);
    writeValues(record, values);
    return record;
  }

  private static WireOutput record(int kind, long id) {
    WireOutput record = JournalFile.record();
    record.writeByte(kind);
    record.writeLong(id);
    return record;
  }

  private static void writeValues(WireOutput record, @Nullable Object[] values) {
    record.writeInt(values.length);
    for (Object value : values) {
      ObjectCodec.write(record, value, "a value of the journal");
    }
  }

  /** Called with the lock held. */
  private void write(WireOutput record, Entry entry) {
    if (closed) {
      throw new IllegalStateException("the manager ends: journal=" + path);
    }
    try {
      file.append(record);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the journal cannot be written, so nothing has changed: file="
              + path
              + ", reason="
              + e.getMessage(),
          e);
    }
    JournalFile second = next;
    if (second != null && entry.inNext) {
      try {
        second.append(record);
      } catch (IOException e) {
        giveUp(second, e);
      }
    }
  }

  // ---- writing it anew --------------------------------------------------------------------------

  private void writeAnew() {
    try {
      for (Map.Entry<Long, Entry> each : present().entrySet()) {
        Entry entry = each.getValue();
        entry.servant.guard().run(() -> copy(each.getKey(), entry));
      }
      replace();
    } catch (UncheckedIOException e) {
      lock.lock();
      try {
        giveUp(next, new IOException(e));
      } finally {
        lock.unlock();
      }
    }
  }

  private Map<Long, Entry> present() {
    lock.lock();
    try {
      return new LinkedHashMap<>(entries);
    } finally {
      lock.unlock();
    }
  }

  /** Writes an object into the second file. Called with its guard held. */
  private void copy(long id, Entry entry) {
    if (entry.inNext) {
      return;
    }
    copyRecord(madeRecord(id, entry));
    entry.servant.save((effect, values) -> copyRecord(effectRecord(id, effect, values)));
    lock.lock();
    try {
      if (!entry.name.isEmpty()) {
        copyRecord(nameRecord(id, entry.name));
      }
      if (entries.get(id) != entry) {
        copyRecord(record(JournalLayout.GONE, id));
      }
      entry.inNext = true;
    } finally {
      lock.unlock();
    }
  }

  private void copyRecord(WireOutput record) {
    lock.lock();
    try {
      JournalFile second = next;
      if (second == null) {
        throw new IOException("given up");
      }
      second.append(record);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.unlock();
    }
  }

  private void replace() {
    lock.lock();
    try {
      JournalFile second = next;
      if (second == null || closed) {
        return;
      }
      Files.move(
          second.path(), path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      file.close();
      file = second;
      next = null;
      firstLength = file.length();
      entries.values().forEach(entry -> entry.inNext = false);
    } catch (IOException e) {
      giveUp(next, e);
    } finally {
      lock.unlock();
    }
  }

  /** The first file goes on; it is tried again when that is as long again. With the lock held. */
  private void giveUp(@Nullable JournalFile second, IOException reason) {
    LOGGER.log(
        System.Logger.Level.WARNING,
        "the journal could not be written anew and goes on growing: file=" + path,
        reason);
    firstLength = file.length();
    next = null;
    entries.values().forEach(entry -> entry.inNext = false);
    if (second != null) {
      try {
        second.close();
        Files.deleteIfExists(second.path());
      } catch (IOException e) {
        reason.addSuppressed(e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      closed = true;
      JournalFile second = next;
      if (second != null) {
        second.close();
        Files.deleteIfExists(second.path());
      }
      file.close();
    } finally {
      lock.unlock();
    }
  }
}
