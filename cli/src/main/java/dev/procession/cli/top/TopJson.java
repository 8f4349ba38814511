package dev.procession.cli.top;

import dev.procession.inspect.SharedResource;
import dev.procession.pool.PoolStats;
import dev.procession.pool.RunningPool;
import dev.procession.pool.WorkerStats;
import dev.procession.sync.LockOwner;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.jr.ob.JSON;

/** A snapshot as one line of JSON. */
final class TopJson {
  private TopJson() {}

  static String line(Snapshot now, @Nullable Snapshot before) throws IOException {
    Map<String, Object> top = new LinkedHashMap<>();
    top.put("time", now.time().toString());
    List<Object> pools = new ArrayList<>();
    now.pools().forEach(pool -> pools.add(pool(pool, now, before)));
    top.put("pools", pools);
    top.put("shared", now.shared().stream().map(TopJson::shared).toList());
    return JSON.std.asString(top);
  }

  private static Map<String, Object> pool(
      RunningPool pool, Snapshot now, @Nullable Snapshot before) {
    PoolStats stats = pool.stats();
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("pid", pool.pid());
    map.put("program", pool.program());
    map.put("name", pool.name());
    map.put("id", pool.id());
    map.put("opened", pool.opened().toString());
    map.put("itemsPerSecond", now.rate(pool, before));
    map.put("submitted", stats.submitted());
    map.put("waiting", stats.waiting());
    map.put("running", stats.running());
    map.put("done", stats.done());
    map.put("threw", stats.threw());
    map.put("died", stats.died());
    map.put("overLimit", stats.overLimit());
    map.put("cancelled", stats.cancelled());
    map.put("retried", stats.retried());
    map.put("workersWanted", stats.workersWanted());
    map.put("workersStarting", stats.workersStarting());
    map.put("workersIdle", stats.workersIdle());
    map.put("workersBusy", stats.workersBusy());
    map.put("workersStarted", stats.workersStarted());
    map.put("workersDied", stats.workersDied());
    map.put("workersKilled", stats.workersKilled());
    map.put("workersRecycled", stats.workersRecycled());
    map.put("busySeconds", seconds(stats.busyTime()));
    List<Object> workers = new ArrayList<>();
    stats.workers().forEach(worker -> workers.add(worker(worker, now, before)));
    map.put("workers", workers);
    return map;
  }

  private static Map<String, Object> worker(
      WorkerStats worker, Snapshot now, @Nullable Snapshot before) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("pid", worker.pid());
    map.put("state", worker.state().name().toLowerCase(Locale.ROOT));
    map.put("sinceSeconds", seconds(worker.since()));
    map.put("items", worker.items());
    map.put("failed", worker.failed());
    map.put("busySeconds", seconds(worker.busyTime()));
    Snapshot.Usage usage = now.usage().get(worker.pid());
    if (usage != null) {
      map.put("cpuPercent", now.processors(worker.pid(), before));
      if (usage.residentBytes() >= 0) {
        map.put("residentBytes", usage.residentBytes());
      }
    }
    return map;
  }

  private static Map<String, Object> shared(SharedResource resource) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("kind", resource.kind());
    map.put("name", resource.name());
    map.put("id", resource.id());
    map.put("size", resource.size());
    map.put("creator", resource.creator());
    map.put("users", resource.users().stream().map(SharedResource.User::pid).toList());
    map.put("waiting", resource.waiting());
    resource.holder().ifPresent(holder -> map.put("holder", holder(holder)));
    map.put("detail", resource.detail());
    return map;
  }

  private static Map<String, Object> holder(LockOwner holder) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("pid", holder.pid());
    map.put("process", holder.processName());
    map.put("thread", holder.threadId());
    return map;
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }
}
