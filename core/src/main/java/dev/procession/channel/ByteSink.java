package dev.procession.channel;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where bytes go as long as there is room. */
@FunctionalInterface
interface ByteSink {
  /**
   * Writes what there is room for; does not wait.
   *
   * @return how many bytes; 0 if there is no room at the moment
   */
  long write(ByteBuffer[] from) throws IOException;

  /**
   * Lets go of what {@link #write} has taken and kept back, as far as there is room.
   *
   * @return whether that was all
   */
  default boolean flush() throws IOException {
    return true;
  }
}
