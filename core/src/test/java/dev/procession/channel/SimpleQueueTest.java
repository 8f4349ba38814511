package dev.procession.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.pool.Signals;
import dev.procession.sync.Crew;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheckPerClass;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The queue with the fewest methods. */
@ExtendWith(LeakCheckPerClass.class)
@Timeout(120)
class SimpleQueueTest {
  @TempDir private Path directory;

  @Conformance("TestSimpleQueue.test_empty")
  @Test
  void shouldSayWhetherItIsEmptyAroundWhatAChildPuts() throws Exception {
    Signals signals = Signals.in(directory);
    try (var queue = SimpleQueue.<Boolean>create();
        var crew = new Crew()) {
      crew.child(
          () -> {
            queue.put(queue.isEmpty());
            queue.put(queue.isEmpty());
            signals.raise("put");
          });
      signals.expect("put");
      assertThat(queue.isEmpty()).isFalse();
      assertThat(queue.take()).isTrue();
      assertThat(queue).hasToString("SimpleQueue[items=1]");
      assertThat(queue.take()).isFalse();
      assertThat(queue.isEmpty()).isTrue();
      crew.join();
      assertThatThrownBy(() -> queue.put(null)).isInstanceOf(NullPointerException.class);
    }
  }

  @Conformance({
    "TestSimpleQueue.test_close",
    "TestSimpleQueue.test_closed",
    "TestSimpleQueue.test_empty_exceptions"
  })
  @Test
  void shouldBeClosedOnce() {
    SimpleQueue<Integer> queue = SimpleQueue.create();
    assertThat(queue.isClosed()).isFalse();
    queue.close();
    queue.close();
    assertThat(queue.isClosed()).isTrue();
    assertThatThrownBy(queue::isEmpty).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(queue::take).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> queue.put(1)).isInstanceOf(IllegalStateException.class);
    assertThat(queue).hasToString("SimpleQueue[closed]");
  }
}
