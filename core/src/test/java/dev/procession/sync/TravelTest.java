package dev.procession.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.procession.NotSendableException;
import dev.procession.ProcessionException;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.Signals;
import dev.procession.testing.LeakCheckPerClass;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How handles travel, and what arrives. */
@ExtendWith(LeakCheckPerClass.class)
@Timeout(300)
@Tag(Crew.PORTABLE_LATER)
class TravelTest {
  @TempDir private Path directory;

  /** One of each, as a record that travels as a whole. */
  record Three(SharedLock lock, SharedSemaphore semaphore, SharedEvent event)
      implements Serializable, AutoCloseable {
    static Three create() {
      return new Three(SharedLock.create(), SharedSemaphore.create(0), SharedEvent.create());
    }

    /** Uses each of them in a way that others see. */
    int use() {
      lock.lock();
      lock.unlock();
      semaphore.release();
      event.set();
      return semaphore.availablePermits();
    }

    @Override
    public void close() {
      lock.close();
      semaphore.close();
      event.close();
    }
  }

  @Test
  void shouldArriveAsArgumentCapturedVariableAndThroughAMap() {
    try (Three three = Three.create();
        ProcessPool pool = ProcessPool.open(2)) {
      assertThat(pool.<Three, Integer>apply(Three::use, three)).isEqualTo(1);
      assertThat(pool.<Integer>apply(() -> three.use())).isEqualTo(2);
      assertThat(three.event().isSet()).isTrue();
      List<Integer> used =
          pool.map(
              i -> {
                three.use();
                return i;
              },
              IntStream.range(0, 50).boxed().toList());
      assertThat(used).hasSize(50);
      assertThat(three.semaphore().availablePermits()).isEqualTo(52);
      List<Three> many = List.of(three, three, three);
      assertThat(pool.map(Three::use, many)).hasSize(3);
      assertThat(three.semaphore().availablePermits()).isEqualTo(55);
    }
  }

  @Test
  void shouldReachAGrandchildThroughAChildThatEndsBeforeIt() throws Exception {
    Signals signals = Signals.in(directory);
    try (Three three = Three.create();
        var crew = new Crew()) {
      crew.child(
          () -> {
            try (var grandchildren = new Crew()) {
              grandchildren.child(
                  () -> {
                    three.use();
                    signals.raise("used");
                  });
              grandchildren.join();
            }
          });
      signals.expect("used");
      crew.join();
      assertThat(three.semaphore().availablePermits()).isOne();
      assertThat(three.event().isSet()).isTrue();
    }
  }

  @Test
  void shouldComeBackAsAResult() throws Exception {
    try (Three three = Three.create();
        ProcessPool pool = ProcessPool.open(1)) {
      try (Three same = pool.apply(() -> three)) {
        assertThat(same.lock()).isNotSameAs(three.lock());
        same.lock().lock();
        assertThat(three.lock().isLocked()).isTrue();
      }
      three.lock().unlock();
    }
  }

  /** What a worker makes and keeps until it is told that it has arrived. */
  private static final class Keeper {
    static final List<Three> MADE = new java.util.concurrent.CopyOnWriteArrayList<>();

    private Keeper() {}

    static Three make() {
      Three made = Three.create();
      MADE.add(made);
      return made;
    }

    static boolean drop() {
      MADE.removeFirst().close();
      return true;
    }
  }

  @Test
  void shouldOutliveWhoMadeIt() throws Exception {
    assumeFalse(
        Boolean.getBoolean("dev.procession.portable"),
        "without /proc it is found under the name that its maker gave it and removes");
    try (ProcessPool pool = ProcessPool.open(1);
        Three made = pool.apply(Keeper::make)) {
      assertThat(pool.<Boolean>apply(Keeper::drop)).isTrue();
      assertThat(made.use()).isOne();
      // The maker gets it from here.
      assertThat(pool.<Integer>apply(() -> made.use())).isEqualTo(2);
      pool.close();
      assertThat(made.use()).isEqualTo(3);
    }
  }

  @Test
  void shouldStayTheSameForTwoHandlesOfOneProcess() throws Exception {
    try (var lock = SharedLock.create()) {
      SharedLock other = copy(lock);
      other.lock();
      assertThat(lock.isLocked()).isTrue();
      other.close();
      assertThatThrownBy(other::isLocked).isInstanceOf(IllegalStateException.class);
      assertThat(lock.tryLock()).isFalse();
      lock.unlock();
    }
  }

  @Test
  void shouldSayThatTheSenderHasClosedIt() throws Exception {
    Three three = Three.create();
    byte[] lock = bytes(three.lock());
    byte[] semaphore = bytes(three.semaphore());
    byte[] event = bytes(three.event());
    three.close();
    expectGone(lock, "lock");
    expectGone(semaphore, "semaphore");
    expectGone(event, "event");
    try (var crew = new Crew()) {
      crew.child(() -> expectGone(lock, "lock"));
      crew.join();
    }
    // Others have its descriptors now.
    try (Three later = Three.create()) {
      expectGone(lock, "lock");
      expectGone(semaphore, "semaphore");
      expectGone(event, "event");
      assertThat(later.use()).isOne();
    }
  }

  private static void expectGone(byte[] bytes, String what) {
    assertThatThrownBy(() -> object(bytes))
        .isInstanceOf(ProcessionException.class)
        .hasMessageStartingWith(
            "the shared "
                + what
                + " is gone: the process that sent it has ended or closed it;"
                + " keep it open until it has arrived: place=");
  }

  @Test
  void shouldNotBeSentOnceClosed() throws Exception {
    Three three = Three.create();
    three.close();
    for (Object closed : List.of(three.lock(), three.semaphore(), three.event())) {
      assertThatThrownBy(() -> bytes(closed))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith(
              "closed in this process: " + closed.getClass().getSimpleName() + "=");
    }
    try (ProcessPool pool = ProcessPool.open(1)) {
      assertThatThrownBy(() -> pool.<Integer>apply(() -> three.use()))
          .isInstanceOf(NotSendableException.class)
          .hasStackTraceContaining("closed in this process: Shared");
      assertThat(PoolTesting.get(pool.<Integer>submit(() -> 42))).isEqualTo(42);
    }
  }

  private static SharedLock copy(SharedLock lock) throws IOException, ClassNotFoundException {
    return (SharedLock) object(bytes(lock));
  }

  private static byte[] bytes(Object object) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    return bytes.toByteArray();
  }

  private static Object object(byte[] bytes) throws IOException, ClassNotFoundException {
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return in.readObject();
    }
  }
}
