package dev.procession.internal.shm;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Large values of one message, opened as it arrived: what becomes of the sender from then on does
 * not matter. They are read later, or never: then they are let go of when the message is dropped,
 * or at the latest when nobody refers to it any more. Used by any thread.
 */
public final class ReceivedParcels implements ParcelSource {
  private static final Cleaner CLEANER = Cleaner.create();

  private final Contents contents = new Contents();
  private long bytes;

  /** What has not been read. Apart, since the cleaner must not refer to the whole. */
  private static final class Contents implements Runnable {
    /** By id. Guarded by this. */
    private final Map<Long, ParcelView> views = new HashMap<>();

    private final Map<Long, MemorySegment> kept = new HashMap<>();

    synchronized @Nullable ParcelView takeView(long id) {
      return views.remove(id);
    }

    synchronized @Nullable MemorySegment takeKept(long id) {
      return kept.remove(id);
    }

    @Override
    public synchronized void run() {
      for (ParcelView view : views.values()) {
        free(view);
      }
      views.clear();
      kept.clear();
    }

    static void free(ParcelView view) {
      view.free();
      view.release();
    }
  }

  /** Nothing has been received as yet. */
  public ReceivedParcels() {
    CLEANER.register(this, contents);
  }

  /**
   * Opens one. Called by the thread that receives the message, before others have it.
   *
   * @param keep whether it is to be kept where it lies, and not to be copied
   * @throws IOException if it is not there, or not what was promised
   */
  public void open(ParcelDesk desk, ParcelAddress address, boolean keep) throws IOException {
    bytes += address.size();
    if (keep) {
      contents.kept.put(address.id(), desk.keep(address));
    } else {
      contents.views.put(address.id(), desk.borrow(address));
    }
  }

  /** Whether a value could not be opened since its sender has ended. */
  public static boolean isSenderGone(IOException failure) {
    return failure instanceof NoSuchFileException || failure instanceof AccessDeniedException;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public <T> T copy(ParcelAddress address, Copier<T> copier) throws IOException {
    ParcelView view = contents.takeView(address.id());
    if (view == null) {
      return ParcelSource.NONE.copy(address, copier);
    }
    try {
      return copier.copy(view.bytes(address.size()));
    } catch (OutOfMemoryError e) {
      // The sender's value is too much for this process, which is no reason for it to end.
      throw new IOException(
          "this process's heap is too small for it: size="
              + address.size()
              + ", maxHeap="
              + Runtime.getRuntime().maxMemory()
              + "; return less, or give this program more with -Xmx",
          e);
    } finally {
      Contents.free(view);
    }
  }

  @Override
  public MemorySegment keep(ParcelAddress address) throws IOException {
    MemorySegment kept = contents.takeKept(address.id());
    return kept == null ? ParcelSource.NONE.keep(address) : kept;
  }

  @Override
  public void drop() {
    contents.run();
  }
}
