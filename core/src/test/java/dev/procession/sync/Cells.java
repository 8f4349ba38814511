package dev.procession.sync;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Numbers that a test and its children share: a mapped file, which knows nothing of what is tested.
 *
 * @param path of the file
 */
record Cells(String path) implements Serializable {
  private static final int SIZE = 64;
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final ConcurrentHashMap<String, MappedByteBuffer> OPEN = new ConcurrentHashMap<>();

  /** Zeros, in a new file in a directory. */
  static Cells in(Path directory) {
    return new Cells(directory.resolve("cells-" + System.nanoTime()).toString());
  }

  private ByteBuffer memory() {
    return OPEN.computeIfAbsent(path, Cells::map);
  }

  private static MappedByteBuffer map(String path) {
    try (var file =
        FileChannel.open(
            Path.of(path),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      return file.map(FileChannel.MapMode.READ_WRITE, 0, SIZE * Long.BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long get(int cell) {
    return (long) LONG.getVolatile(memory(), cell * Long.BYTES);
  }

  void set(int cell, long value) {
    LONG.setVolatile(memory(), cell * Long.BYTES, value);
  }

  long add(int cell, long delta) {
    return (long) LONG.getAndAdd(memory(), cell * Long.BYTES, delta);
  }

  /** Adds one as no two may do at a time. */
  void addUnguarded(int cell) {
    long before = get(cell);
    Thread.onSpinWait();
    set(cell, before + 1);
  }
}
