package dev.procession.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.procession.manager.Manager;
import dev.procession.sync.Crew;
import dev.procession.testing.LeakCheck;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Streams over queues that others use meanwhile, and queues behind several objects. */
@ExtendWith(LeakCheck.class)
class QueueStreamTest {
  private static final int ITEMS = 200;

  @Test
  void shouldStreamASharedQueueThatChanges() throws Exception {
    try (var queue = SharedQueue.<Integer>create()) {
      expectStreams(queue, 3000);
    }
  }

  @Test
  void shouldStreamAManagedQueueThatChanges() throws Exception {
    try (var manager = Manager.open()) {
      expectStreams(manager.<Integer>queue(), 300);
    }
  }

  private static void expectStreams(Queue<Integer> queue, int times) throws Exception {
    for (int i = 0; i < ITEMS; i++) {
      queue.add(i);
    }
    var enough = new AtomicBoolean();
    Future<Boolean> other =
        Crew.thread(
            () -> {
              for (int i = 0; !enough.get(); i++) {
                queue.add(i);
                queue.poll();
                queue.poll();
                queue.add(i);
              }
              return true;
            });
    for (int i = 0; i < times; i++) {
      assertThat(queue.stream().sorted().toArray()).hasSizeBetween(ITEMS / 2, 2 * ITEMS);
    }
    enough.set(true);
    assertThat(other.get()).isTrue();
  }

  @Test
  @SuppressWarnings("unchecked")
  void shouldKnowItselfBehindAnotherObject() throws Exception {
    try (var queue = SharedQueue.<Integer>create();
        var way = SharedQueue.<SharedQueue<Integer>>create()) {
      queue.add(1);
      way.put(queue);
      try (var same = way.take()) {
        assertThatIllegalArgumentException().isThrownBy(() -> queue.drainTo(same));
        assertThatIllegalArgumentException().isThrownBy(() -> queue.addAll(same));
        assertThat(same).containsExactly(1);
      }
    }
    try (var manager = Manager.open()) {
      var queue = manager.<Integer>queue();
      var list = manager.<Object>list();
      queue.add(1);
      list.add(queue);
      var same = (java.util.Collection<Integer>) list.getFirst();
      assertThatIllegalArgumentException().isThrownBy(() -> queue.drainTo(same));
      assertThatIllegalArgumentException().isThrownBy(() -> queue.addAll(same));
      assertThat(same).containsExactly(1);
    }
  }
}
