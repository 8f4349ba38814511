package dev.procession.internal.ship;

import dev.procession.internal.wire.ForeignLoaders;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Numbers for the class loaders of this process, by which child processes ask for their classes.
 *
 * <p>Loaders are held weakly, and told apart by identity, whatever their {@code equals} says.
 * Whoever tells a child a number keeps the loader alive as long as the child's work with it is
 * under way. Used by any thread.
 */
public final class ClassDesk {
  /** The number of all loaders that every process has. */
  public static final int LOCAL = 0;

  private static final ClassDesk INSTANCE = new ClassDesk();

  private final Map<Entry, Entry> numbers = new HashMap<>();
  private final Map<Integer, Entry> loaders = new HashMap<>();
  private final ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
  private int last = LOCAL;

  private ClassDesk() {}

  /** The only one of this process. */
  public static ClassDesk instance() {
    return INSTANCE;
  }

  /** Whether a child process does not have the loader. */
  public static boolean isForeign(@Nullable ClassLoader loader) {
    return ForeignLoaders.isForeign(loader);
  }

  /** The number of a loader; {@link #LOCAL} if it is not foreign. */
  public int number(@Nullable ClassLoader loader) {
    return loader == null || !isForeign(loader) ? LOCAL : numberOfForeign(loader);
  }

  private synchronized int numberOfForeign(ClassLoader loader) {
    removeCollected();
    Entry known = numbers.get(new Entry(loader, LOCAL, null));
    if (known != null) {
      return known.number;
    }
    var entry = new Entry(loader, ++last, collected);
    numbers.put(entry, entry);
    loaders.put(entry.number, entry);
    return entry.number;
  }

  /** The loader of a number; null if it is not there any more, or never was. */
  public synchronized @Nullable ClassLoader loader(int number) {
    removeCollected();
    Entry entry = loaders.get(number);
    return entry == null ? null : entry.get();
  }

  private void removeCollected() {
    for (Object entry = collected.poll(); entry != null; entry = collected.poll()) {
      Entry gone = (Entry) entry;
      numbers.remove(gone);
      loaders.remove(gone.number);
    }
  }

  /** A loader and its number. */
  private static final class Entry extends WeakReference<ClassLoader> {
    private final int number;
    private final int hash;

    Entry(ClassLoader loader, int number, @Nullable ReferenceQueue<ClassLoader> queue) {
      super(loader, queue);
      this.number = number;
      this.hash = System.identityHashCode(loader);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      if (this == other) {
        return true;
      }
      ClassLoader loader = get();
      return loader != null && other instanceof Entry entry && entry.refersTo(loader);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }
}
