package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.LeakCheckPerClass;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A queue and one of the JDK's to which the same things happen; and it made anew from effects. */
@ExtendWith(LeakCheckPerClass.class)
@Timeout(60)
class QueueModelTest {
  private final TestClient anna = new TestClient("anna");

  @ParameterizedTest
  @ValueSource(ints = {4, QueueServant.UNBOUNDED})
  @SuppressWarnings("unchecked")
  void shouldDoAsTheJdkDoesAndBeMadeAnew(int capacity) throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var jdk = new LinkedBlockingQueue<Integer>(capacity);
    var servant = new QueueServant<Integer>(capacity);
    var ours = new QueueProxy<Integer>((QueueCore<Integer>) anna.proxy(QueueCore.class, servant));
    var log = new TestLog();
    servant.writeTo(log);
    for (int step = 0; step < 400; step++) {
      String text = "seed=" + seed + ", step=" + step;
      int choice = random.nextInt(14);
      long choices = random.nextLong();
      assertThat(act(ours, choice, new Random(choices)))
          .as(text + ", choice=" + choice)
          .isEqualTo(act(jdk, choice, new Random(choices)));
      if (choice == 13) {
        loseOne(servant, jdk);
      }
      assertThat(new ArrayList<>(ours)).as(text).isEqualTo(new ArrayList<>(jdk));
      expectSame(log.replayTo(new QueueServant<>(capacity)), servant, text);
      expectSame(TestLog.saved(servant).replayTo(new QueueServant<>(capacity)), servant, text);
    }
    servant.gone(anna);
    expectSame(log.replayTo(new QueueServant<>(capacity)), servant, "seed=" + seed);
    assertThat(servant.unfinished()).isEqualTo(jdk.size());
    ours.shutdownNow();
    expectSame(log.replayTo(new QueueServant<>(capacity)), servant, "seed=" + seed);
  }

  private static void expectSame(
      QueueServant<Integer> replayed, QueueServant<Integer> original, String text) {
    assertThat(replayed.items().stream().map(QueueItem::value))
        .as(text)
        .containsExactlyElementsOf(original.items().stream().map(QueueItem::value).toList());
    assertThat(replayed.unfinished()).as(text).isEqualTo(original.unfinished());
    assertThat(replayed.isShutdown()).as(text).isEqualTo(original.isShutdown());
  }

  /** An answer that does not arrive leaves all as it was. */
  private void loseOne(QueueServant<Integer> servant, Queue<Integer> jdk) throws Exception {
    TestCall call = anna.call(servant::poll);
    assertThat(call.result()).isEqualTo(jdk.peek());
    call.undo();
    if (servant.unfinished() > servant.size()) {
      anna.run(servant::taskDone).result();
    }
  }

  /** Does something that the numbers decide; returns what can be seen of it. */
  private static Object act(BlockingQueue<Integer> queue, int choice, Random random) {
    int number = random.nextInt(5);
    switch (choice) {
      case 0, 1, 2, 3:
        return queue.offer(number);
      case 4, 5:
        return String.valueOf(queue.poll());
      case 6:
        return queue.remove(number) + " " + queue.contains(number) + " " + queue.size();
      case 7:
        return queue.removeIf(n -> n == number);
      case 8:
        List<Integer> drained = new ArrayList<>();
        queue.drainTo(drained, number - 1);
        return drained;
      case 9:
        return queue.removeAll(List.of(number, 1)) + " " + queue.retainAll(List.of(0, 1, 2, 3));
      case 10:
        return removeEverySecond(queue);
      case 11:
        if (number == 0) {
          queue.clear();
        }
        return String.valueOf(queue.peek());
      case 12:
        List<Integer> some = List.of(number, 7, 8);
        try {
          return queue.addAll(some.subList(0, random.nextInt(4)));
        } catch (IllegalStateException full) {
          return "full";
        }
      default:
        return queue.remainingCapacity() == 0 || queue.isEmpty();
    }
  }

  private static List<Integer> removeEverySecond(Queue<Integer> queue) {
    List<Integer> seen = new ArrayList<>();
    for (Iterator<Integer> i = queue.iterator(); i.hasNext(); ) {
      seen.add(i.next());
      if (seen.size() % 2 == 0) {
        i.remove();
      }
    }
    return seen;
  }
}
