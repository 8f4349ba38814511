package dev.procession.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.Action;
import dev.procession.Task;
import dev.procession.pool.Outcome;
import dev.procession.pool.ProcessPool;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Each way to have a pool do something. */
enum Form {
  APPLY_TASK {
    @Override
    void call(ProcessPool pool, Mishap mishap) {
      pool.apply(() -> mishap.happen());
    }
  },
  APPLY_FUNCTION {
    @Override
    void call(ProcessPool pool, Mishap mishap) {
      pool.apply(Mishap::happen, mishap);
    }
  },
  SUBMIT_TASK {
    @Override
    void call(ProcessPool pool, Mishap mishap) throws Throwable {
      get(pool.submit(() -> mishap.happen()));
    }
  },
  SUBMIT_WITH_OPTIONS {
    @Override
    void call(ProcessPool pool, Mishap mishap) throws Throwable {
      get(pool.submit(() -> mishap.happen(), o -> o.retries(1)));
    }
  },
  SUBMIT_ACTION {
    @Override
    void call(ProcessPool pool, Mishap mishap) throws Throwable {
      get(pool.submit((Action) mishap::happen));
    }
  },
  SUBMIT_ACTION_WITH_RESULT {
    @Override
    void call(ProcessPool pool, Mishap mishap) throws Throwable {
      get(pool.submit((Action) mishap::happen, "result"));
    }
  },
  EXECUTE {
    @Override
    void call(ProcessPool pool, Mishap mishap) throws Throwable {
      pool.execute(mishap::happen);
    }
  },
  MAP {
    @Override
    void call(ProcessPool pool, Mishap mishap) {
      pool.map(Mishap::happen, mishap.amongOthers());
    }
  },
  MAP_OF_TWO_INPUTS {
    @Override
    void call(ProcessPool pool, Mishap mishap) {
      pool.map((a, _) -> a.happen(), mishap.amongOthers(), mishap.amongOthers());
    }
  },
  MAP_ASYNC {
    @Override
    void call(ProcessPool pool, Mishap mishap) throws Throwable {
      get(pool.mapAsync(Mishap::happen, mishap.amongOthers()));
    }
  },
  STARMAP {
    @Override
    void call(ProcessPool pool, Mishap mishap) {
      pool.<Mishap, Integer, Serializable>starmap((a, _) -> a.happen(), pairs(mishap));
    }
  },
  STARMAP_ASYNC {
    @Override
    void call(ProcessPool pool, Mishap mishap) throws Throwable {
      get(pool.<Mishap, Integer, Serializable>starmapAsync((a, _) -> a.happen(), pairs(mishap)));
    }
  },
  STREAM {
    @Override
    void call(ProcessPool pool, Mishap mishap) {
      pool.stream(Mishap::happen, mishap.amongOthers()).forEach(_ -> {});
    }
  },
  STREAM_UNORDERED {
    @Override
    void call(ProcessPool pool, Mishap mishap) {
      pool.streamUnordered(Mishap::happen, mishap.amongOthers()).forEach(_ -> {});
    }
  },
  OUTCOMES {
    @Override
    void call(ProcessPool pool, Mishap mishap) throws Throwable {
      throwOnlyFailure(mishap, pool.outcomes(Mishap::happen, mishap.amongOthers()));
    }
  },
  OUTCOMES_UNORDERED {
    @Override
    void call(ProcessPool pool, Mishap mishap) throws Throwable {
      throwOnlyFailure(mishap, pool.outcomesUnordered(Mishap::happen, mishap.amongOthers()));
    }
  },
  INVOKE_ALL {
    @Override
    void call(ProcessPool pool, Mishap mishap) throws Throwable {
      List<Task<Serializable>> tasks = List.of(() -> 1, () -> mishap.happen(), () -> 3);
      List<Future<Serializable>> futures = pool.invokeAll(tasks);
      assertThat(futures.get(0).get()).isEqualTo(1);
      assertThat(futures.get(2).get()).isEqualTo(3);
      get(futures.get(1));
    }
  },
  INVOKE_ANY {
    @Override
    void call(ProcessPool pool, Mishap mishap) throws Throwable {
      List<Task<Serializable>> tasks = List.of(() -> mishap.happen());
      try {
        pool.invokeAny(tasks);
      } catch (ExecutionException e) {
        throw e.getCause();
      }
    }
  };

  /**
   * Has a pool do something that goes wrong, and throws what the caller hears of it. An {@link
   * #EXECUTE} throws nothing.
   */
  abstract void call(ProcessPool pool, Mishap mishap) throws Throwable;

  private static void get(Future<?> future) throws Throwable {
    try {
      future.get();
    } catch (ExecutionException e) {
      throw e.getCause();
    }
  }

  private static List<Map.Entry<Mishap, Integer>> pairs(Mishap mishap) {
    return mishap.amongOthers().stream().map(one -> Map.entry(one, 1)).toList();
  }

  /** All but one have succeeded. */
  private static void throwOnlyFailure(
      Mishap mishap, Stream<? extends Outcome<Mishap, Serializable>> outcomes) throws Throwable {
    Throwable error = null;
    int successes = 0;
    for (Outcome<Mishap, Serializable> outcome : outcomes.toList()) {
      if (outcome instanceof Outcome.Failure<Mishap, Serializable> failure) {
        assertThat(error).isNull();
        error = failure.error();
      } else {
        successes++;
      }
    }
    assertThat(successes + (error == null ? 0 : 1)).isEqualTo(mishap.amongOthers().size());
    if (error != null) {
      throw error;
    }
  }
}
