package dev.procession.channel;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where bytes come from that are there already. */
@FunctionalInterface
interface ByteSource {
  /**
   * Reads what is there; does not wait.
   *
   * @return how many bytes; 0 if there are none at the moment, -1 if there will be none
   */
  int read(ByteBuffer into) throws IOException;
}
