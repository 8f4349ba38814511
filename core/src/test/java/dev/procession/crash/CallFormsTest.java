package dev.procession.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.pool.PoolBrokenException;
import dev.procession.pool.PoolConfig;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.ProcessPool;
import dev.procession.testing.LeakCheckPerClass;
import dev.procession.testing.Warnings;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever goes wrong, each form of call tells it in the same way: called from a thread, from a
 * callback of a future, or from a task that has a pool of its own. All forms are called at the same
 * time, so each is among the troubles of the others.
 */
@ExtendWith(LeakCheckPerClass.class)
class CallFormsTest {
  /** For items that take no time at all, also on a machine that is busy with other things. */
  private static final Duration LIMIT = Duration.ofSeconds(2);

  private static final Duration GRACE = Duration.ofMillis(200);

  private static ProcessPool pool;

  /** As the other, with a limit of time; items that take long anyway do not go there. */
  private static ProcessPool hasty;

  /** What executed actions leave behind, which nobody waits for. */
  private static Warnings warnings;

  @BeforeAll
  static void open() {
    warnings = new Warnings("dev.procession.pool");
    pool = PoolTesting.openUp(CallFormsTest::settings);
    hasty = PoolTesting.openUp(c -> settings(c).taskTimeout(LIMIT));
  }

  private static PoolConfig settings(PoolConfig config) {
    return config.workers(3).context(config.context().maxHeap(48L << 20)).killGrace(GRACE);
  }

  @AfterAll
  static void close() {
    pool.close();
    hasty.close();
    warnings.close();
  }

  @AfterEach
  void shouldBeAtFullStrengthAgain() {
    for (ProcessPool each : List.of(pool, hasty)) {
      PoolTesting.awaitFullStrength(each);
      assertThat(each.map(n -> n + 1, List.of(1, 2, 3))).containsExactly(2, 3, 4);
    }
  }

  /** Where a call comes from. */
  enum From {
    CALLER {
      @Override
      CompletableFuture<?> run(ProcessPool pool, Runnable call) {
        return CompletableFuture.runAsync(call, Thread::startVirtualThread);
      }
    },
    CALLBACK {
      @Override
      CompletableFuture<?> run(ProcessPool pool, Runnable call) {
        return pool.submit(() -> 1).thenAccept(_ -> call.run());
      }
    };

    abstract CompletableFuture<?> run(ProcessPool pool, Runnable call);
  }

  // ---- one item goes wrong ----------------------------------------------------------------------

  /** What costs no worker and no time is tried with all forms. */
  private static final Set<Mishap.Kind> CHEAP =
      EnumSet.of(
          Mishap.Kind.NONE,
          Mishap.Kind.EXCEPTION,
          Mishap.Kind.DEEP_RECURSION,
          Mishap.Kind.ARGUMENT_UNREADABLE,
          Mishap.Kind.ARGUMENT_UNSENDABLE,
          Mishap.Kind.RESULT_UNREADABLE,
          Mishap.Kind.RESULT_UNSENDABLE);

  private static final List<Mishap.Kind> COSTLY =
      List.copyOf(EnumSet.complementOf(EnumSet.copyOf(CHEAP)));

  @ParameterizedTest
  @EnumSource(From.class)
  void shouldTellWhateverTheForm(From from) throws Exception {
    for (Mishap.Kind kind : CHEAP) {
      expect(kind, heard(poolFor(kind), from, kind, EnumSet.allOf(Form.class)));
    }
  }

  /** Each form meets one way to lose a worker, or to be too slow; the soak tries all with all. */
  @ParameterizedTest
  @EnumSource(names = "CALLER")
  void shouldTellOfLostWorkersWhateverTheForm(From from) throws Exception {
    for (int i = 0; i < COSTLY.size(); i++) {
      var forms = EnumSet.noneOf(Form.class);
      for (Form form : Form.values()) {
        if ((form.ordinal() + from.ordinal()) % COSTLY.size() == i) {
          forms.add(form);
        }
      }
      expect(COSTLY.get(i), heard(poolFor(COSTLY.get(i)), from, COSTLY.get(i), forms));
    }
  }

  @ParameterizedTest
  @EnumSource(Mishap.Kind.class)
  @Tag("soak")
  @Timeout(600)
  void shouldTellOfEverythingWhateverTheForm(Mishap.Kind kind) throws Exception {
    for (From from : From.values()) {
      expect(kind, heard(poolFor(kind), from, kind, EnumSet.allOf(Form.class)));
    }
    try (var outer = ProcessPool.open(1)) {
      outer.apply(CallFormsTest::heardInside, EnumSet.of(kind)).forEach(CallFormsTest::expect);
    }
  }

  @Test
  void shouldTellATaskThatHasAPoolOfItsOwn() {
    try (var outer = ProcessPool.open(1)) {
      Map<Mishap.Kind, Map<Form, String>> heard = outer.apply(CallFormsTest::heardInside, CHEAP);
      assertThat(heard).containsOnlyKeys(CHEAP);
      heard.forEach(CallFormsTest::expect);
    }
  }

  /** Runs in a worker. */
  private static Map<Mishap.Kind, Map<Form, String>> heardInside(Set<Mishap.Kind> kinds)
      throws Exception {
    var all = new EnumMap<Mishap.Kind, Map<Form, String>>(Mishap.Kind.class);
    boolean slow = kinds.stream().anyMatch(CallFormsTest::isSlow);
    try (var inner =
        PoolTesting.openUp(c -> (slow ? settings(c).taskTimeout(LIMIT) : settings(c)).workers(2))) {
      for (Mishap.Kind kind : kinds) {
        all.put(kind, heard(inner, From.CALLER, kind, EnumSet.allOf(Form.class)));
      }
      // One of those that cost a worker.
      var some = EnumSet.of(Form.SUBMIT_TASK, Form.MAP, Form.STREAM);
      expect(Mishap.Kind.KILLED, heard(inner, From.CALLER, Mishap.Kind.KILLED, some));
    }
    return all;
  }

  private static void expect(Mishap.Kind kind, Map<Form, String> heard) {
    heard.forEach(
        (form, type) -> assertThat(type).as("%s %s", kind, form).startsWith(name(kind, form)));
  }

  private static ProcessPool poolFor(Mishap.Kind kind) {
    return isSlow(kind) ? hasty : pool;
  }

  private static boolean isSlow(Mishap.Kind kind) {
    return kind == Mishap.Kind.TOO_SLOW || kind == Mishap.Kind.TOO_SLOW_AND_DEAF;
  }

  private static String name(Mishap.Kind kind, Form form) {
    boolean nothing =
        kind == Mishap.Kind.NONE
            || (form == Form.EXECUTE && kind != Mishap.Kind.ARGUMENT_UNSENDABLE)
            || (kind == Mishap.Kind.RESULT_UNSENDABLE || kind == Mishap.Kind.RESULT_UNREADABLE)
                && (form == Form.SUBMIT_ACTION || form == Form.SUBMIT_ACTION_WITH_RESULT);
    return nothing ? "nothing" : kind.heard().getName();
  }

  /** What each form of call throws, all of them called at once. */
  private static Map<Form, String> heard(
      ProcessPool pool, From from, Mishap.Kind kind, Set<Form> forms)
      throws InterruptedException, ExecutionException, TimeoutException {
    var heard = new ConcurrentHashMap<Form, String>();
    List<CompletableFuture<?>> calls =
        forms.stream()
            .<CompletableFuture<?>>map(
                form -> from.run(pool, () -> heard.put(form, heard(pool, form, kind))))
            .toList();
    CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new))
        .get(PoolTesting.DEADLINE.toSeconds(), TimeUnit.SECONDS);
    assertThat(heard).as(kind.toString()).containsOnlyKeys(forms);
    return new EnumMap<>(heard);
  }

  private static String heard(ProcessPool pool, Form form, Mishap.Kind kind) {
    try {
      form.call(pool, new Mishap(kind));
      return "nothing";
    } catch (AssertionError e) {
      return "a wrong result: " + e;
    } catch (Throwable e) {
      return e.toString();
    }
  }

  // ---- the pool as a whole ----------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource(From.class)
  void shouldTellThatThePoolIsShutDown(From from) throws Exception {
    try (var shut = PoolTesting.openUp(c -> c.workers(1))) {
      shut.shutdown();
      expectAll(RejectedExecutionException.class, heardOf(shut, from));
    }
  }

  @ParameterizedTest
  @EnumSource(From.class)
  void shouldTellThatThePoolIsBroken(From from) throws Exception {
    try (var broken = PoolTesting.openDoomed()) {
      // Some come before that is known.
      expectAll(PoolBrokenException.class, heardOf(broken, from));
      expectAll(PoolBrokenException.class, heardOf(broken, from));
    }
  }

  /** Callbacks are those of another pool, since this one does nothing any more. */
  private static Map<Form, String> heardOf(ProcessPool useless, From from) throws Exception {
    var heard = new ConcurrentHashMap<Form, String>();
    for (Form form : Form.values()) {
      from.run(pool, () -> heard.put(form, heard(useless, form, Mishap.Kind.NONE)))
          .get(PoolTesting.DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }
    return heard;
  }

  private static void expectAll(Class<? extends Exception> type, Map<Form, String> heard) {
    assertThat(heard).containsOnlyKeys(Form.values());
    heard.forEach(
        (form, name) -> {
          // Who executes an action hears of nothing that comes later.
          if (form != Form.EXECUTE || !name.equals("nothing")) {
            assertThat(name).as(form.toString()).startsWith(type.getName());
          }
        });
  }
}
