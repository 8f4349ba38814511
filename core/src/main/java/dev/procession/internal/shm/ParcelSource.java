package dev.procession.internal.shm;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** Where who reads a message finds the large values that it names. */
public interface ParcelSource {
  /** None are expected: a message that names one is damaged. */
  ParcelSource NONE = new NoParcels();

  /** Makes something of the bytes of a value, which are there only meanwhile. */
  @FunctionalInterface
  interface Copier<T> {
    /** Copies what it wants. */
    T copy(MemorySegment bytes) throws IOException;
  }

  /**
   * Copies a value and lets go of it; to be called once.
   *
   * @throws IOException if it is not there, or not what was promised
   */
  <T> T copy(ParcelAddress address, Copier<T> copier) throws IOException;

  /**
   * The value where it lies, in memory that lasts as long as anybody refers to it and that nobody
   * else sees changes of; to be called once.
   *
   * @throws IOException if it is not there, or not what was promised
   */
  MemorySegment keep(ParcelAddress address) throws IOException;

  /** How many bytes wait here to be read. */
  default long bytes() {
    return 0;
  }

  /** Lets go of all that have not been read, and never will be. */
  default void drop() {}

  /** See {@link #NONE}. */
  final class NoParcels implements ParcelSource {
    private NoParcels() {}

    @Override
    public <T> T copy(ParcelAddress address, Copier<T> copier) throws IOException {
      throw unexpected(address);
    }

    @Override
    public MemorySegment keep(ParcelAddress address) throws IOException {
      throw unexpected(address);
    }

    private static IOException unexpected(ParcelAddress address) {
      return new IOException("a large value that was not announced: size=" + address.size());
    }
  }
}
