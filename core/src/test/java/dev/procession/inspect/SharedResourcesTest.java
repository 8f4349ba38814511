package dev.procession.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ChildProcess;
import dev.procession.inspect.SharedResource.User;
import dev.procession.memory.SharedMemory;
import dev.procession.sync.SharedEvent;
import dev.procession.sync.SharedLock;
import dev.procession.sync.SharedSemaphore;
import dev.procession.testing.LeakCheck;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What another process can see of what is shared, while it is used. */
@ExtendWith(LeakCheck.class)
class SharedResourcesTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private static SharedResource find(String name) {
    List<SharedResource> found =
        SharedResources.list().stream().filter(r -> r.name().equals(name)).toList();
    assertThat(found).as(name).hasSize(1);
    return found.getFirst();
  }

  @Test
  void shouldNameHolderAndWaitersOfALock() throws Exception {
    try (var lock = SharedLock.create(c -> c.name("inspected"));
        var holder = ChildProcess.of(() -> holdForEver(lock)).name("holder");
        var waiter = ChildProcess.of(lock::lock).name("waiter")) {
      assertThat(find("inspected").holder()).isEmpty();
      holder.start();
      Awaitility.await().atMost(DEADLINE).until(lock::isLocked);
      waiter.start();
      Awaitility.await().atMost(DEADLINE).until(() -> lock.waiters() == 1);

      SharedResource seen = find("inspected");
      assertThat(seen.kind()).isEqualTo("lock");
      assertThat(seen.creator()).isEqualTo(ProcessHandle.current().pid());
      assertThat(seen.waiting()).isEqualTo(1);
      assertThat(seen.holder())
          .get()
          .extracting("pid", "processName")
          .containsExactly(holder.pid(), "holder");
      assertThat(seen.users())
          .extracting(User::pid)
          .containsExactlyInAnyOrder(ProcessHandle.current().pid(), holder.pid(), waiter.pid());
      holder.kill();
      waiter.join();
    }
    assertThat(SharedResources.list()).extracting(SharedResource::name).doesNotContain("inspected");
  }

  private static void holdForEver(SharedLock lock) throws InterruptedException {
    lock.lock();
    new java.util.concurrent.CountDownLatch(1).await();
  }

  @Test
  void shouldTellWhoHoldsPermitsAndWhetherAnEventIsSet() throws Exception {
    try (var semaphore = SharedSemaphore.create(5, c -> c.name("permits seen"));
        var event = SharedEvent.create("event seen")) {
      semaphore.acquire(2);
      event.set();
      SharedResource seen = find("permits seen");
      assertThat(seen.detail()).isEqualTo("permits=3");
      assertThat(seen.users()).singleElement().extracting(User::held).isEqualTo(2);
      assertThat(find("event seen").detail()).isEqualTo("set=1");
      event.clear();
      assertThat(find("event seen").detail()).isEqualTo("set=0");
      semaphore.release(2);
    }
  }

  @Test
  void shouldTellOfNamedMemory() {
    try (var memory = SharedMemory.create(5000)) {
      SharedResource seen = find(memory.name());
      assertThat(seen.kind()).isEqualTo("shared memory");
      assertThat(seen.size()).isEqualTo(5000);
      assertThat(seen.users())
          .singleElement()
          .isEqualTo(new User(ProcessHandle.current().pid(), "", true, 0, 0));
      SharedResources.clean();
      assertThat(find(memory.name())).isEqualTo(seen);
      memory.unlink();
    }
  }
}
