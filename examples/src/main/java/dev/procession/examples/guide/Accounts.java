package dev.procession.examples.guide;

import dev.procession.manager.ManagedMap;
import dev.procession.manager.Manager;
import dev.procession.pool.ProcessPool;
import java.nio.file.Path;
import java.util.List;

/** A map that outlives its manager. */
public final class Accounts {
  private Accounts() {}

  /** Pays in, kills the manager, and looks. */
  @SuppressWarnings("NullAway") // It does not know that a sum is never null.
  public static void main(String[] args) {
    // begin accounts
    Path journal = Path.of("accounts.journal");
    try (var manager = Manager.open(c -> c.journal(journal));
        var pool = ProcessPool.open(2)) {
      ManagedMap<String, Integer> accounts = manager.named("accounts").map();
      pool.map(amount -> accounts.merge("eva", amount, Integer::sum), List.of(10, 20, 30));

      ProcessHandle.of(manager.pid()).ifPresent(ProcessHandle::destroyForcibly);
      System.out.println(accounts.get("eva")); // answered by the manager that has taken its place
    }
    // end accounts
  }
}

// prints: 60
