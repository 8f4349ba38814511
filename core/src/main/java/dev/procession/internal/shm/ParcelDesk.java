package dev.procession.internal.shm;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Opens the parcels of one sender. Those that will come again stay mapped, as far as that is not
 * too much, until {@link #clear}.
 *
 * <p>Used by any thread. Opening never waits for the sender; if that is dead it fails, unless the
 * parcel is mapped already.
 */
public final class ParcelDesk implements ParcelSource, AutoCloseable {
  private static final int MOST = 32;
  private static final long MOST_BYTES = 64 << 20;

  private final boolean frees;

  /** In order of use, the latest last. Guarded by this. */
  private final Map<Long, ParcelView> views = new LinkedHashMap<>(16, 0.75f, true);

  private long bytes;

  /** For results, which the receiver frees, or for arguments, which it only reads. */
  public ParcelDesk(boolean frees) {
    this.frees = frees;
  }

  /**
   * Opens a parcel, to be copied from; the caller {@linkplain ParcelView#release releases} it.
   *
   * @throws IOException if it is not there, or not what was promised
   */
  public synchronized ParcelView borrow(ParcelAddress address) throws IOException {
    ParcelView view = views.get(address.id());
    if (view == null) {
      Steps.at("parcel before open");
      view = Uninterrupted.run(() -> map(address));
      Steps.at("parcel opened");
      views.put(address.id(), view);
      bytes += view.capacity();
    }
    if (address.size() < 0 || address.size() > view.capacity()) {
      throw damaged(address, view.capacity());
    }
    view.retain();
    trim(MOST, MOST_BYTES);
    if (frees) {
      view.hold();
    }
    return view;
  }

  private ParcelView map(ParcelAddress address) throws IOException {
    try (SegmentFile file = SegmentFile.borrow(Path.of(address.place()))) {
      long capacity = check(file, address);
      long size = ParcelLayout.DATA + capacity;
      Arena arena = Arena.ofShared();
      try {
        return new ParcelView(
            arena, frees ? file.map(size, arena) : file.mapToRead(size, arena), capacity);
      } catch (IOException | RuntimeException | OutOfMemoryError e) {
        arena.close();
        throw e;
      }
    }
  }

  /** Looks whether the file is the one that is meant; returns its capacity. */
  private static long check(SegmentFile file, ParcelAddress address) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(ParcelLayout.HEADER).order(ByteOrder.nativeOrder());
    file.read(header);
    if (header.hasRemaining()
        || header.getLong(ParcelLayout.MAGIC_OFFSET) != ParcelLayout.MAGIC
        || header.getLong(ParcelLayout.ID) != address.id()) {
      throw new IOException("another file is there now: place=" + address.place());
    }
    long capacity = header.getLong(ParcelLayout.CAPACITY);
    if (address.size() < 0
        || capacity < address.size()
        || file.size() - ParcelLayout.DATA < capacity) {
      throw damaged(address, capacity);
    }
    return capacity;
  }

  private static IOException damaged(ParcelAddress address, long capacity) {
    return new IOException(
        "a large value cannot be so large: size=" + address.size() + ", capacity=" + capacity);
  }

  @Override
  public <T> T copy(ParcelAddress address, Copier<T> copier) throws IOException {
    ParcelView view = borrow(address);
    try {
      T copy = copier.copy(view.bytes(address.size()));
      Steps.at("parcel copied");
      return copy;
    } finally {
      view.release();
    }
  }

  @Override
  public MemorySegment keep(ParcelAddress address) throws IOException {
    Steps.at("parcel before open");
    MemorySegment kept =
        Uninterrupted.run(
            () -> {
              try (SegmentFile file = SegmentFile.borrow(Path.of(address.place()))) {
                check(file, address);
                MemorySegment mapped = KeptMemory.map(file, ParcelLayout.DATA, address.size());
                if (frees) {
                  ByteBuffer taken = ByteBuffer.allocate(Integer.BYTES);
                  taken.order(ByteOrder.nativeOrder()).putInt(0, ParcelLayout.TAKEN);
                  file.write(ParcelLayout.STATE, MemorySegment.ofBuffer(taken));
                }
                return mapped;
              }
            });
    Steps.at("parcel opened");
    return kept;
  }

  private void trim(int most, long mostBytes) {
    Iterator<ParcelView> oldest = views.values().iterator();
    while (views.size() > most || bytes > mostBytes) {
      ParcelView view = oldest.next();
      oldest.remove();
      bytes -= view.capacity();
      view.release();
    }
  }

  /** Lets go of what nobody uses at this moment. */
  public synchronized void clear() {
    trim(0, 0);
  }

  /** The same; what is used lasts until it is not any more. */
  @Override
  public void close() {
    clear();
  }
}
