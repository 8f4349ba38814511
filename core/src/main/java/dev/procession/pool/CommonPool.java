package dev.procession.pool;

import dev.procession.Processes;
import dev.procession.internal.proc.Identity;
import org.jspecify.annotations.Nullable;

/** The pool of a process for all who do not want one of their own. */
final class CommonPool {
  /** A task in a worker has others beside it that may use common pools, too. */
  private static final int NESTED_SHARE = 4;

  /** Guarded by the class. */
  private static @Nullable PoolImpl pool;

  private CommonPool() {}

  static synchronized ProcessPool get() {
    PoolImpl known = pool;
    if (known == null || known.isBroken()) {
      if (known != null) {
        known.endCommon();
      }
      int processors = Processes.availableProcessors();
      int most = isNested() ? Math.max(1, processors / NESTED_SHARE) : processors;
      known = PoolImpl.openCommon(PoolConfig.standard().name("common").workers(0, most));
      pool = known;
    }
    return known;
  }

  private static boolean isNested() {
    Identity.Parent parent = Identity.current().parent();
    return parent != null && parent.pid() != ProcessHandle.current().pid();
  }
}
