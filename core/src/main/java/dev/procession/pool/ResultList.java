package dev.procession.pool;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers all results of an ordered run, for {@code map}. */
final class ResultList {
  private static final int MOST_SUPPRESSED = 10;

  private ResultList() {}

  /**
   * Feeds the run and waits for all of it.
   *
   * @throws Throwable what the source threw; else the first failure in order, the others suppressed
   */
  static List<@Nullable Object> gather(ItemRun run) throws Throwable {
    var reader = new RunReader(run, true);
    List<@Nullable Object> results = new ArrayList<>();
    ItemFailed first = null;
    int suppressed = 0;
    while (reader.next()) {
      Throwable error = reader.error();
      if (error == null) {
        results.add(reader.value());
      } else if (first == null) {
        first = new ItemFailed(error, reader.isThrown());
      } else if (suppressed < MOST_SUPPRESSED && !(error instanceof PoolBrokenException)) {
        suppressed++;
        first.error.addSuppressed(error);
      }
    }
    Throwable sourceError = reader.sourceError();
    if (sourceError != null) {
      throw sourceError;
    }
    if (first != null) {
      throw first;
    }
    return results;
  }

  /** Says that the cause comes from an item and not from the source of the items. */
  static final class ItemFailed extends Exception {
    private static final long serialVersionUID = 1;

    /** Why the item failed. */
    final transient Throwable error;

    /** Whether that is what the item itself has thrown. */
    final boolean thrown;

    ItemFailed(Throwable error, boolean thrown) {
      // Not as the cause: its own methods are user code, which a constructor would call.
      super("an item failed", null, false, false);
      this.error = error;
      this.thrown = thrown;
    }
  }
}
