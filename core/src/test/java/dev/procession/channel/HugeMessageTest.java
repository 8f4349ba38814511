package dev.procession.channel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.LeakCheck;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Messages that no array can hold, and whose length does not fit into four bytes. */
@Tag("soak")
@ExtendWith(LeakCheck.class)
class HugeMessageTest {
  private static final long SIZE = (2L << 30) + 5;

  @Test
  void shouldGoThroughAPipe() throws Exception {
    try (var pipe = Pipe.open()) {
      sendAndReceive(pipe.first(), pipe.second());
    }
  }

  @Test
  void shouldGoThroughASocket() throws Exception {
    try (Ends ends = Ends.overSocket(Listener.open())) {
      sendAndReceive(ends.one(), ends.other());
    }
  }

  private static void sendAndReceive(Connection from, Connection to) throws Exception {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment message = arena.allocate(SIZE);
      mark(message);
      var sent =
          CompletableFuture.runAsync(
              () -> {
                try {
                  from.sendBytes(message);
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      MemorySegment received = arena.allocate(SIZE);
      assertThat(to.receiveInto(received)).isEqualTo(SIZE);
      sent.get();
      assertThat(received.mismatch(message)).isEqualTo(-1);
    }
  }

  private static void mark(MemorySegment message) {
    for (long at = 0; at < SIZE; at += 4096) {
      message.set(JAVA_BYTE, at, (byte) (at >> 12));
    }
    message.set(JAVA_BYTE, SIZE - 1, (byte) 77);
  }
}
