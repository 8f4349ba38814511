package dev.procession.internal.proc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.internal.wire.FrameReader;
import dev.procession.internal.wire.FrameWriter;
import dev.procession.pool.PoolTesting;
import dev.procession.testing.LeakCheck;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The thread that hears all children. */
@ExtendWith(LeakCheck.class)
class SupervisorTest {
  /** Has no memory for what it hears at first, nor for the end. */
  private static final class Poor implements Supervisor.Listener {
    private final List<Integer> heard = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private final AtomicInteger ends = new AtomicInteger();
    private final CompletableFuture<Integer> end = new CompletableFuture<>();

    @Override
    public boolean onFrame(FrameReader.Frame frame) {
      if (refusals.incrementAndGet() <= 3) {
        throw new OutOfMemoryError("of the test");
      }
      heard.add(frame.type());
      return true;
    }

    @Override
    public void onEnd() {
      if (ends.incrementAndGet() == 1) {
        throw new OutOfMemoryError("of the test");
      }
      end.complete(heard.size());
    }
  }

  @Test
  void shouldHearAllThoughTheHeapIsFullForAMoment() throws Exception {
    try (var server =
        ServerSocketChannel.open()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      var poor = new Poor();
      try (SocketChannel child = SocketChannel.open(server.getLocalAddress())) {
        Supervisor.instance().watch(server.accept(), poor);
        var writer = new FrameWriter(child);
        for (int type = 1; type <= 5; type++) {
          writer.add(type);
        }
        writer.flush();
        PoolTesting.await("all is heard", () -> poor.heard.size() == 5);
      }
      assertThat(PoolTesting.get(poor.end)).isEqualTo(5);
      assertThat(poor.heard).containsExactly(1, 2, 3, 4, 5);
    }
  }
}
