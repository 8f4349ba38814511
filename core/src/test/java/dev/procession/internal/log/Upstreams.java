package dev.procession.internal.log;

import dev.procession.internal.proc.Upstream;
import java.nio.ByteBuffer;

/** Sends what no child of ours would. */
final class Upstreams {
  private Upstreams() {}

  static void send(byte[] record) {
    Upstream.send(LogEvent.FRAME, ByteBuffer.wrap(record));
  }
}
