package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ProcessionException;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.ProcessPool;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheckPerClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Types of the program's own. */
@ExtendWith(LeakCheckPerClass.class)
class OwnTypesTest {
  private static Manager manager;
  private static ProcessPool other;

  /** What a bank can do. */
  interface Bank {
    Account account(String owner);

    Iterator<Integer> squares(int count);

    List<String> owners();

    @Reads
    long pid();

    String fail() throws NoSuchElementException;

    default int twice(int n) {
      return 2 * n;
    }

    void waitForEver() throws InterruptedException;

    boolean waits();

    boolean wasInterrupted();
  }

  interface Account {
    long deposit(long amount);

    @Reads
    long balance();
  }

  /** What calls of an account return when nobody waits. */
  interface AccountLater {
    CompletableFuture<Long> deposit(long amount);

    CompletableFuture<Long> balance();
  }

  /** What nobody has registered. */
  interface Stranger {
    void hello();
  }

  /** Lives in the manager; its public methods that are not in the interface cannot be called. */
  static final class BankObject implements Bank {
    private final Map<String, Account> accounts = new HashMap<>();
    private final CountDownLatch waiting = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);

    @Override
    public synchronized Account account(String owner) {
      return accounts.computeIfAbsent(owner, o -> new AccountObject(0));
    }

    @Override
    public Iterator<Integer> squares(int count) {
      List<Integer> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        all.add(i * i);
      }
      return all.iterator();
    }

    @Override
    public synchronized List<String> owners() {
      return new ArrayList<>(accounts.keySet());
    }

    @Override
    public long pid() {
      return ProcessHandle.current().pid();
    }

    @Override
    public String fail() {
      throw new NoSuchElementException("no such thing: name=it");
    }

    @Override
    public void waitForEver() throws InterruptedException {
      waiting.countDown();
      try {
        Tries.sleepForEver();
      } catch (InterruptedException e) {
        interrupted.countDown();
        throw e;
      }
    }

    @Override
    public boolean waits() {
      return waiting.getCount() == 0;
    }

    @Override
    public boolean wasInterrupted() {
      return interrupted.getCount() == 0;
    }

    public void secret() {
      throw new AssertionError("is in no interface");
    }

    @Override
    public String toString() {
      return "the bank";
    }
  }

  record AccountObject(AtomicLong money) implements Account {
    AccountObject(long initial) {
      this(new AtomicLong(initial));
    }

    @Override
    public long deposit(long amount) {
      if (amount <= 0) {
        throw new IllegalArgumentException("amount=" + amount);
      }
      return money.addAndGet(amount);
    }

    @Override
    public long balance() {
      return money.get();
    }
  }

  private static ManagerConfig types(ManagerConfig config) {
    return config
        .register(Bank.class, BankObject::new)
        .registerWith(Account.class, a -> new AccountObject((Integer) a[0]));
  }

  @BeforeAll
  static void open() {
    manager = Manager.open(OwnTypesTest::types);
    other = ProcessPool.open(1);
  }

  @AfterAll
  static void close() {
    other.close();
    manager.close();
  }

  @Test
  @Conformance("_TestMyManager.test_mymanager")
  void shouldExposeTheInterfaceAndNothingElse() {
    Bank bank = manager.create(Bank.class);
    assertThat(bank.pid()).isEqualTo(manager.pid()).isNotEqualTo(PoolTesting.pid());
    assertThat(bank.twice(4)).isEqualTo(8);
    assertThat(bank.toString()).isEqualTo("the bank");
    assertThat(bank).isNotInstanceOf(BankObject.class);
    assertThatThrownBy(bank::fail)
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage("no such thing: name=it");
    Iterator<Integer> squares = bank.squares(3);
    assertThat(squares.next()).isEqualTo(0);
    assertThat(other.apply(squares::next)).isEqualTo(1);
    assertThat(squares.next()).isEqualTo(4);
    assertThat(squares.hasNext()).isFalse();
    assertThatThrownBy(squares::next).isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(() -> bank.owners().add("x"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> manager.create(Stranger.class))
        .isInstanceOf(ManagerRefusedException.class)
        .hasMessageContaining("not registered")
        .hasMessageContaining(Stranger.class.getName());
    assertThatThrownBy(() -> manager.create(BankObject.class))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldReturnProxiesOfRegisteredTypes() {
    Bank bank = manager.create(Bank.class);
    Account account = bank.account("eva");
    other.apply(() -> account.deposit(5) + bank.account("eva").deposit(2));
    assertThat(account.balance()).isEqualTo(7);
    assertThat(bank.account("eva")).isEqualTo(account).hasSameHashCodeAs(account);
    assertThat(bank.account("otto")).isNotEqualTo(account);
    assertThat(bank.owners()).containsExactlyInAnyOrder("eva", "otto");
    Account own = manager.create(Account.class, 10);
    assertThat(own.deposit(1)).isEqualTo(11);
  }

  @Test
  void shouldOnlyReadThroughAReadOnlyProxyWhereverItIs() {
    Account account = manager.create(Account.class, 10);
    Account reader = Manager.readOnly(account);
    assertThat(reader.balance()).isEqualTo(10);
    assertThatThrownBy(() -> reader.deposit(1)).isInstanceOf(UnsupportedOperationException.class);
    assertThat(other.apply(reader::balance)).isEqualTo(10);
    assertThatThrownBy(() -> other.apply(() -> reader.deposit(1)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("read-only");
    ManagedMap<String, Account> map = manager.map();
    map.put("reader", reader);
    assertThatThrownBy(() -> map.get("reader").deposit(1))
        .isInstanceOf(UnsupportedOperationException.class);
    ManagedMap<String, Account> readMap = Manager.readOnly(map);
    assertThat(readMap.get("reader").balance()).isEqualTo(10);
    assertThatThrownBy(() -> readMap.put("x", account))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(readMap::clear).isInstanceOf(UnsupportedOperationException.class);
    account.deposit(5);
    assertThat(reader.balance()).isEqualTo(15);
  }

  @Test
  void shouldCallWithoutWaiting() {
    Account account = manager.create(Account.class, 0);
    AccountLater later = Manager.async(account, AccountLater.class);
    List<CompletableFuture<Long>> all = new ArrayList<>();
    for (int i = 1; i <= 200; i++) {
      all.add(later.deposit(i));
    }
    for (int i = 1; i <= 200; i++) {
      assertThat(all.get(i - 1).join()).isEqualTo(i * (i + 1L) / 2);
    }
    assertThatThrownBy(() -> later.deposit(0).join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(IllegalArgumentException.class);
    assertThat(later.balance().thenApply(b -> b + 1).join()).isEqualTo(20_101);
    assertThatThrownBy(() -> Manager.async(account, BadView.class))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Has a method that accounts lack. */
  interface BadView {
    CompletableFuture<Long> withdraw(long amount);
  }

  @Test
  void shouldSendCallsOfABatchTogetherAndInOrder() {
    Account account = manager.create(Account.class, 0);
    ManagedMap<Integer, Integer> map = manager.map();
    AccountLater later = Manager.async(account, AccountLater.class);
    AsyncMap<Integer, Integer> lateMap = Manager.async(map);
    List<CompletableFuture<Long>> all = new ArrayList<>();
    manager.batch(
        () -> {
          for (int i = 0; i < 1000; i++) {
            all.add(later.deposit(1));
            var unused = lateMap.put(i, i);
          }
          // A call that waits comes after those before it.
          assertThat(map).hasSize(1000);
        });
    assertThat(all.getLast()).isCompletedWithValue(1000L);
    assertThatThrownBy(() -> manager.batch(() -> later.deposit(-1)))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldInterruptTheMethodWhenItsCallerIsInterrupted() throws Exception {
    Bank bank = manager.create(Bank.class);
    var waiter = new Thread[1];
    FutureTask<Object> call =
        Tries.inThread(
            () -> {
              waiter[0] = Thread.currentThread();
              bank.waitForEver();
              return null;
            });
    PoolTesting.await("it waits", bank::waits);
    waiter[0].interrupt();
    assertThat(PoolTesting.failureOf(call)).isInstanceOf(InterruptedException.class);
    PoolTesting.await("the method has been interrupted", bank::wasInterrupted);
  }

  @Test
  @Conformance("_TestMyManager.test_mymanager_context")
  void shouldEndWithItsBlock() throws Exception {
    Manager local = Manager.open(OwnTypesTest::types);
    try (local) {
      Account account = local.create(Account.class, 1);
      assertThat(account.deposit(2)).isEqualTo(3);
      long pid = local.pid();
      assertThat(PoolTesting.isAlive(pid)).isTrue();
    }
    assertThat(local.join(PoolTesting.DEADLINE)).isTrue();
    assertThatThrownBy(() -> local.map()).isInstanceOf(IllegalStateException.class);
    local.close();
  }

  @Test
  @Conformance("_TestMyManager.test_mymanager_context_prestarted")
  void shouldRegisterTypesWhenItRuns() {
    try (Manager local = Manager.open()) {
      assertThatThrownBy(() -> local.create(Account.class, 1)).hasMessageContaining("registered");
      local.registerWith(Account.class, a -> new AccountObject((Integer) a[0]));
      local.register(Bank.class, BankObject::new);
      assertThat(local.create(Account.class, 1).balance()).isEqualTo(1);
      assertThat(local.create(Bank.class).account("eva").deposit(1)).isEqualTo(1);
    }
  }

  @Test
  @Conformance("TestInitializers.test_manager_initializer")
  void shouldRunItsInitializerOnceInItsProcess() throws Exception {
    ManagedCounter runs = manager.counter();
    ManagedValue<Long> pid = manager.value(0L);
    try (Manager local =
        Manager.open(
            c ->
                c.initializer(
                    () -> {
                      runs.increment();
                      pid.set(ProcessHandle.current().pid());
                    }))) {
      local.counter().increment();
      assertThat(pid.get()).isEqualTo(local.pid());
    }
    assertThat(runs.get()).isEqualTo(1);
    assertThatThrownBy(
            () ->
                Manager.open(
                    c ->
                        c.initializer(
                            () -> {
                              throw new IllegalStateException("not today");
                            })))
        .isInstanceOf(ProcessionException.class)
        .hasMessageContaining("not today");
    assertThatThrownBy(() -> Manager.open(c -> c.initializer(null)))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void shouldFindObjectsByName() {
    ManagedCounter counter = manager.named("hits").counter();
    counter.increment();
    assertThat(other.apply(() -> counter.increment())).isEqualTo(2);
    assertThat(manager.named("hits").counter().get()).isEqualTo(2);
    assertThatThrownBy(() -> manager.named("hits").map())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("hits");
    assertThatThrownBy(() -> manager.named(" ")).isInstanceOf(IllegalArgumentException.class);
    Account account = manager.named("mine").create(Account.class, 3);
    assertThat(manager.named("mine").create(Account.class, 99).balance()).isEqualTo(3);
    assertThat(account).isEqualTo(manager.named("mine").create(Account.class, 1));
    assertThat(manager.names()).contains("hits", "mine");
    assertThat(manager.remove("hits")).isTrue();
    assertThat(manager.remove("hits")).isFalse();
    assertThat(manager.remove("mine")).isTrue();
    assertThat(counter.get()).isEqualTo(2);
    assertThat(manager.named("hits").counter().get()).isZero();
    manager.remove("hits");
  }

  @Test
  void shouldBeUsedByTheProcessesItIsSentTo() throws Exception {
    Manager sent = manager;
    ManagedMap<String, Integer> made =
        other.apply(
            () -> {
              ManagedMap<String, Integer> map = sent.map();
              map.put("a", 1);
              sent.named("fromThere").counter().increment();
              expect(sent.pid() != PoolTesting.pid() && sent.objects() > 0);
              return map;
            });
    other.apply(
        () -> {
          sent.counter().increment();
          sent.close();
          try {
            sent.map();
          } catch (IllegalStateException closedHere) {
            return null;
          }
          throw new AssertionError("not closed");
        });
    assertThat(made).containsEntry("a", 1);
    assertThat(manager.named("fromThere").counter().get()).isEqualTo(1);
    manager.remove("fromThere");
  }

  private static void expect(boolean holds) {
    if (!holds) {
      throw new AssertionError();
    }
  }

  @Test
  void shouldHoldObjectsOfOtherManagers() throws Exception {
    try (Manager another = Manager.open()) {
      ManagedList<Integer> foreign = another.list();
      ManagedMap<String, ManagedList<Integer>> map = manager.map();
      map.put("foreign", foreign);
      other.apply(() -> map.get("foreign").add(5));
      assertThat(foreign).containsExactly(5);
      assertThat(map.get("foreign")).isEqualTo(foreign);
      assertThatThrownBy(() -> manager.condition(another.lock()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("another manager");
      map.clear();
    }
  }

  @Test
  void shouldBeOpenedInAChild() throws Exception {
    ManagedMap<String, Integer> map = manager.map();
    Tries.inChild(
        () -> {
          try (Manager nested = Manager.open()) {
            ManagedCounter counter = nested.counter(5);
            Tries.inChild(() -> map.put("counted", (int) counter.increment()));
          }
        });
    assertThat(map).containsEntry("counted", 6);
    assertThat(manager.join(Duration.ZERO)).isFalse();
  }
}
