package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ChildProcess;
import dev.procession.channel.SharedQueue;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.ProcessPool;
import dev.procession.testing.LeakCheckPerClass;
import java.lang.ref.Reference;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Objects are there as long as somebody has a proxy, and no longer. */
@ExtendWith(LeakCheckPerClass.class)
class ProxyLeaseTest {
  private static Manager manager;

  /** Lets the manager's own collector run. */
  private static Collector collector;

  private int objects;
  private int leases;

  /** Collects garbage where it is. */
  interface Collector {
    void collect();
  }

  static final class CollectorObject implements Collector {
    @Override
    public void collect() {
      System.gc();
    }
  }

  @BeforeAll
  static void open() {
    manager = Manager.open(c -> c.register(Collector.class, CollectorObject::new));
    collector = manager.create(Collector.class);
  }

  @AfterAll
  static void close() {
    Reference.reachabilityFence(collector);
    manager.close();
  }

  @BeforeEach
  void count() {
    // What other tests have dropped.
    Tries.awaitLeases(manager, 1);
    awaitObjects(1);
    objects = manager.objects();
    leases = manager.leases();
  }

  private static void awaitObjects(int count) {
    PoolTesting.await(
        "objects=" + count,
        () -> {
          System.gc();
          collector.collect();
          return manager.objects() == count;
        });
  }

  private void awaitAsBefore() {
    Tries.awaitLeases(manager, leases);
    awaitObjects(objects);
  }

  @Test
  void shouldEndWithTheLastProxy() {
    ManagedMap<String, Integer> map = manager.map();
    ManagedMap<String, Integer> reader = Manager.readOnly(map);
    assertThat(manager.objects()).isEqualTo(objects + 1);
    map.put("a", 1);
    map = null;
    System.gc();
    assertThat(reader).containsEntry("a", 1);
    reader = null;
    awaitAsBefore();
  }

  @Test
  void shouldBeHeldByItsName() {
    manager.named("held").counter().increment();
    Tries.awaitLeases(manager, leases);
    collector.collect();
    assertThat(manager.named("held").counter().get()).isEqualTo(1);
    assertThat(manager.remove("held")).isTrue();
    awaitAsBefore();
  }

  @Test
  void shouldEndWithAKilledClient() throws Exception {
    ManagedCounter counter = manager.counter();
    ChildProcess child =
        ChildProcess.of(
                () -> {
                  counter.increment();
                  Tries.sleepForEver();
                })
            .start();
    PoolTesting.await("it has a proxy", () -> counter.get() == 1);
    assertThat(manager.leases()).isEqualTo(leases + 2);
    Tries.kill(child);
    Tries.awaitLeases(manager, leases + 1);
    assertThat(counter.increment()).isEqualTo(2);
  }

  @Test
  void shouldBeGivenToChildrenAndTasks() throws Exception {
    try (var pool = ProcessPool.open(2)) {
      useInOthers(pool);
    }
    awaitAsBefore();
  }

  private static void useInOthers(ProcessPool pool) throws Exception {
    ManagedCounter counter = manager.counter();
    Manager sent = manager;
    Tries.inChild(counter::increment);
    pool.map(n -> counter.increment(), List.of(1, 2, 3, 4, 5, 6, 7, 8));
    ManagedMap<String, ManagedCounter> map = pool.apply(() -> sent.map(Map.of("it", counter)));
    assertThat(map.get("it").get()).isEqualTo(9);
  }

  @Test
  void shouldStayAliveInAQueueWhenItsSenderHasDroppedIt() throws Exception {
    try (SharedQueue<ManagedList<Integer>> queue = SharedQueue.create()) {
      queue.put(manager.list(List.of(1, 2)));
      // The sender's lease has ended, that of the way has not.
      Tries.awaitLeases(manager, leases + 1);
      collector.collect();
      Tries.inChild(() -> queue.take().add(3));
      Tries.awaitLeases(manager, leases);
      awaitObjects(objects);
    }
  }

  @Test
  void shouldStayAliveInAQueueWhenItsSenderIsKilled() throws Exception {
    Manager sent = manager;
    try (SharedQueue<ManagedMap<String, Integer>> queue = SharedQueue.create()) {
      ChildProcess child =
          ChildProcess.of(
                  () -> {
                    queue.put(sent.map(Map.of("from", 1)));
                    Runtime.getRuntime().halt(7);
                  })
              .start();
      assertThat(child.join(PoolTesting.DEADLINE)).isTrue();
      assertThat(child.exitCode()).hasValue(7);
      collector.collect();
      assertThat(queue.take()).containsEntry("from", 1);
    }
    awaitAsBefore();
  }

  @Test
  void shouldBeHeldByContainers() {
    ManagedList<ManagedList<Integer>> outer = manager.list(List.of(manager.list(List.of(5))));
    Tries.awaitLeases(manager, leases + 1);
    collector.collect();
    assertThat(outer.get(0)).containsExactly(5);
    assertThat(manager.objects()).isEqualTo(objects + 2);
    ManagedQueue<Object> queue = manager.queue();
    assertThat(queue.offer(List.of("in a plain list", manager.counter(3)))).isTrue();
    Tries.awaitLeases(manager, leases + 2);
    collector.collect();
    var counter = (ManagedCounter) ((List<?>) queue.remove()).get(1);
    assertThat(counter.increment()).isEqualTo(4);
    outer = null;
    queue = null;
    counter = null;
    awaitAsBefore();
  }

  @Test
  void shouldEndWhenNobodyHasAProxyOfACycle() {
    ManagedList<Object> list = manager.list();
    ManagedMap<String, Object> map = manager.map();
    list.add(list);
    list.add(map);
    map.put("list", list);
    assertThat(manager.objects()).isEqualTo(objects + 2);
    list = null;
    Tries.awaitLeases(manager, leases + 1);
    collector.collect();
    assertThat(((List<?>) map.get("list")).size()).isEqualTo(2);
    map = null;
    awaitAsBefore();
  }

  @Test
  void shouldNotEndWhileACallIsUnderWay() throws Exception {
    var taken =
        Tries.inThread(() -> manager.<Integer>queue().poll(java.time.Duration.ofMillis(300)));
    var later = Manager.async(manager.counter(8)).get();
    while (!taken.isDone()) {
      System.gc();
      collector.collect();
    }
    assertThat(taken.get()).isNull();
    assertThat(later.join()).isEqualTo(8);
    awaitAsBefore();
  }

  @Test
  void shouldCloseAPoolThatNobodyUses() throws Exception {
    long worker = manager.pool(1).apply(PoolTesting::pid);
    Tries.awaitLeases(manager, leases);
    PoolTesting.await("its worker has ended", () -> !PoolTesting.isAlive(worker));
    awaitObjects(objects);
  }
}
