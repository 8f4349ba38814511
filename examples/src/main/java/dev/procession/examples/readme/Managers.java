package dev.procession.examples.readme;

import dev.procession.manager.ManagedMap;
import dev.procession.manager.Manager;
import dev.procession.pool.ProcessPool;
import java.util.List;

/** A map that many processes count words in. */
public final class Managers {
  private Managers() {}

  /** Counts the words of a sentence. */
  @SuppressWarnings("NullAway") // It does not know that a sum is never null.
  public static void main(String[] args) throws Exception {
    List<String> words = List.of("the", "cat", "and", "the", "hat");
    // begin managers
    try (var manager = Manager.open();
        var pool = ProcessPool.open(4)) {
      ManagedMap<String, Integer> counts = manager.map();
      pool.map(word -> counts.merge(word, 1, Integer::sum), words);
      System.out.println(counts.get("the"));
    }
    // end managers
  }
}

// prints: 2
