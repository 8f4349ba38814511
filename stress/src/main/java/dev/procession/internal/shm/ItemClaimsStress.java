package dev.procession.internal.shm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** A worker claims while its parent takes back or looks on. */
public final class ItemClaimsStress {
  private static final int CHUNK = 3;

  private ItemClaimsStress() {}

  /** More slots than there are states at a time, which are used in turn. */
  private static final int SLOTS = 1 << 19;

  private static final ByteBuffer MEMORY =
      ByteBuffer.allocateDirect(ProcessTableLayout.slotOffset(SLOTS) + Long.BYTES)
          .alignedSlice(Long.BYTES)
          .order(ByteOrder.nativeOrder());

  private static final AtomicInteger NEXT = new AtomicInteger();

  /** A lane with a chunk of two items. */
  private static ItemClaims twoItems() {
    ItemClaims claims = new ProcessSlot(MEMORY, NEXT.getAndIncrement() & (SLOTS - 1)).claims(0);
    claims.offer(CHUNK, 2);
    return claims;
  }

  /** Each item is the worker's or the parent's: as many are claimed as the parent left. */
  @JCStressTest
  @Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "the parent took both")
  @Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "one each")
  @Outcome(id = "2, 2, 2", expect = Expect.ACCEPTABLE, desc = "the worker was first with both")
  @State
  public static class TakeBack {
    private final ItemClaims claims = twoItems();

    /** The worker. */
    @Actor
    public void worker(III_Result result) {
      while (claims.claim(CHUNK) != ItemClaims.NONE) {
        result.r1++;
      }
    }

    /** The parent. */
    @Actor
    public void parent(III_Result result) {
      result.r2 = claims.takeBack(CHUNK, 0);
    }

    /** What is left behind. */
    @Arbiter
    public void end(III_Result result) {
      result.r3 = claims.claimed(CHUNK);
    }
  }

  /** At any moment at most one item runs: what is claimed is read first, then what is done. */
  @JCStressTest
  @Outcome(
      id = {"0, 0", "1, 0", "1, 1", "2, 1", "2, 2"},
      expect = Expect.ACCEPTABLE)
  @Outcome(
      id = {"0, 1", "0, 2", "1, 2"},
      expect = Expect.ACCEPTABLE,
      desc = "went on meanwhile")
  @Outcome(id = "2, 0", expect = Expect.FORBIDDEN, desc = "two items at a time")
  @State
  public static class Look {
    private final ItemClaims claims = twoItems();

    /** The worker. */
    @Actor
    public void worker() {
      for (int item = claims.claim(CHUNK); item >= 0; item = claims.claim(CHUNK)) {
        claims.finish(CHUNK, item);
      }
    }

    /** The parent. */
    @Actor
    public void parent(II_Result result) {
      result.r1 = claims.claimed(CHUNK);
      result.r2 = claims.done(CHUNK);
    }
  }
}
