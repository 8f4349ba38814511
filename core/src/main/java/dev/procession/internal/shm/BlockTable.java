package dev.procession.internal.shm;

import static dev.procession.internal.shm.RecordLogLayout.BLOCKS;
import static dev.procession.internal.shm.RecordLogLayout.BLOCK_HOLE;
import static dev.procession.internal.shm.RecordLogLayout.BLOCK_OFFSET;
import static dev.procession.internal.shm.RecordLogLayout.BLOCK_SEQUENCE;
import static dev.procession.internal.shm.RecordLogLayout.BLOCK_SIZE;
import static dev.procession.internal.shm.RecordLogLayout.HEADER;
import static dev.procession.internal.shm.RecordLogLayout.MOST_BLOCKS;
import static dev.procession.internal.shm.RecordLogLayout.SMALL_BLOCK;
import static dev.procession.internal.shm.RecordLogLayout.SMALL_BLOCKS;

import dev.procession.ProcessionException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of memory in which a {@link RecordLog} lies.
 *
 * <p>Each has a sequence number: the log goes from the block with the lowest one, in which the
 * takers are, to that with the highest, in which the putters are. All others are free, so a taker
 * frees a block by leaving it and has nothing to write down. When no free block is large enough the
 * file grows. Other processes map what has grown when they first get there; each has the whole file
 * open, so a block outlives whoever made it.
 *
 * <p>All that changes the table is done with the put lock held.
 */
final class BlockTable {
  /** The largest block that is made unless a record needs a larger one. */
  private static final long LARGE_BLOCK = 64L << 20;

  /** Free blocks keep their memory up to this, since to get it anew takes time. */
  private static final long SPARE = LARGE_BLOCK;

  private static final long PAGE = 1 << 16;

  /** No file is as long as that. */
  private static final long FARTHEST = 1L << 46;

  private final Segment segment;

  /** What of the file is known here; an element is set once, with the lock of this. */
  private final @Nullable MemorySegment[] views = new @Nullable MemorySegment[MOST_BLOCKS];

  BlockTable(Segment segment) {
    this.segment = segment;
  }

  /** Called by the creator, before anyone else knows the segment. The first blocks are its data. */
  static void initialize(Segment segment) {
    long size = segment.dataSize() / SMALL_BLOCKS;
    for (int block = 0; block < SMALL_BLOCKS; block++) {
      long entry = RecordLogLayout.blockEntry(block);
      segment.setLong(entry + BLOCK_OFFSET, segment.dataOffset() + block * size);
      segment.setLong(entry + BLOCK_SIZE, size);
    }
    segment.setLong(RecordLogLayout.blockEntry(0) + BLOCK_SEQUENCE, 1);
    segment.setInt(BLOCKS, SMALL_BLOCKS);
  }

  private int count() {
    int count = segment.getInt(BLOCKS);
    if (count < SMALL_BLOCKS || count > MOST_BLOCKS) {
      throw new DamagedSegmentException("blocks=" + count);
    }
    return count;
  }

  private long get(int block, int field) {
    return segment.getLong(RecordLogLayout.blockEntry(block) + field);
  }

  private void set(int block, int field, long value) {
    segment.setLong(RecordLogLayout.blockEntry(block) + field, value);
  }

  /** The place of a block in the log. */
  long sequence(int block) {
    return get(check(block), BLOCK_SEQUENCE);
  }

  private int check(int block) {
    if (block < 0 || block >= count()) {
      throw new DamagedSegmentException("block=" + block);
    }
    return block;
  }

  /**
   * The memory of a block.
   *
   * @throws DamagedSegmentException if the number is none of a block, or its entry leads elsewhere
   */
  MemorySegment view(int block) {
    if (block >= 0 && block < MOST_BLOCKS) {
      MemorySegment known = views[block];
      if (known != null) {
        return known;
      }
    }
    return map(check(block));
  }

  private synchronized MemorySegment map(int block) {
    MemorySegment known = views[block];
    if (known == null) {
      long offset = get(block, BLOCK_OFFSET);
      long size = get(block, BLOCK_SIZE);
      checkPiece(offset, size);
      known =
          offset <= segment.end() - size
              ? segment.piece(offset, size)
              : segment.mapFurther(offset, size);
      views[block] = known;
    }
    return known;
  }

  private void checkPiece(long offset, long size) {
    boolean inside =
        offset >= segment.dataOffset() && offset < FARTHEST && size >= HEADER && size < FARTHEST;
    if (!inside || offset % HEADER != 0 || size % HEADER != 0) {
      throw new DamagedSegmentException("block offset=" + offset + ", size=" + size);
    }
  }

  /**
   * Finds a block to go on in: the smallest free one that is large enough, rather one that has its
   * memory than one whose memory was given back; or a new one.
   *
   * @param room what is needed, in bytes
   * @param head the sequence number of the block in which the takers are
   * @param tail the same for the putters
   * @param inLog what the log holds now, in bytes; a new block holds about as much
   * @param leases blocks of which are not free; null if there are none
   * @throws ProcessionException if there is no more memory
   */
  int claim(long room, long head, long tail, long inLog, @Nullable LeaseTable leases) {
    int best = -1;
    int blocks = count();
    for (int block = 0; block < blocks; block++) {
      long size = get(block, BLOCK_SIZE);
      if (size >= room
          && (best < 0 || isBetter(block, best))
          && isFree(block, head, tail)
          && (leases == null || !leases.isInUse(block))) {
        best = block;
      }
    }
    if (best < 0) {
      best = grow(room, inLog);
    } else if (get(best, BLOCK_HOLE) != 0) {
      long offset = get(best, BLOCK_OFFSET);
      long size = get(best, BLOCK_SIZE);
      checkPiece(offset, size);
      segment.reserveFurther(offset, size);
      set(best, BLOCK_HOLE, 0);
    }
    // Not true before the log goes on there: until then it lies beyond the tail.
    set(best, BLOCK_SEQUENCE, tail + 1);
    Steps.at("queue block claimed");
    return best;
  }

  /** One that has its memory; if both or neither do, the smaller one. */
  private boolean isBetter(int block, int than) {
    long hole = get(block, BLOCK_HOLE);
    long otherHole = get(than, BLOCK_HOLE);
    return hole == otherHole ? get(block, BLOCK_SIZE) < get(than, BLOCK_SIZE) : hole < otherHole;
  }

  private boolean isFree(int block, long head, long tail) {
    long sequence = get(block, BLOCK_SEQUENCE);
    return sequence < head || sequence > tail;
  }

  private int grow(long room, long inLog) {
    int block = count();
    if (block == MOST_BLOCKS) {
      throw new ProcessionException(
          "the queue is full: blocks=" + block + "; take from it, or bound it", null);
    }
    long size = Math.max(roomy(room), Math.clamp(inLog & -PAGE, SMALL_BLOCK, LARGE_BLOCK));
    long offset = get(block - 1, BLOCK_OFFSET) + get(block - 1, BLOCK_SIZE);
    offset = Math.max(offset, segment.end()) + PAGE - 1 & -PAGE;
    checkPiece(offset, size);
    segment.reserveFurther(offset, size);
    set(block, BLOCK_OFFSET, offset);
    set(block, BLOCK_SIZE, size);
    set(block, BLOCK_SEQUENCE, 0);
    set(block, BLOCK_HOLE, 0);
    Steps.at("queue block made");
    segment.setInt(BLOCKS, block + 1);
    return block;
  }

  /** A little more than is needed, so that the next record of about that size fits as well. */
  private static long roomy(long room) {
    long step = Math.max(PAGE, Long.highestOneBit(room) / 4);
    return (room + step - 1) / step * step;
  }

  /** Gives memory of free blocks back to the machine, but for a reserve. */
  void trim(long head, long tail, @Nullable LeaseTable leases) {
    long spare = 0;
    int blocks = count();
    for (int block = SMALL_BLOCKS; block < blocks; block++) {
      if (isFree(block, head, tail)
          && get(block, BLOCK_HOLE) == 0
          && (leases == null || !leases.isInUse(block))) {
        long size = get(block, BLOCK_SIZE);
        spare += size;
        if (spare > SPARE) {
          set(block, BLOCK_HOLE, 1);
          Steps.at("queue block trimmed");
          if (!segment.giveBack(get(block, BLOCK_OFFSET), size)) {
            set(block, BLOCK_HOLE, 0);
            return;
          }
          spare -= size;
        }
      }
    }
  }

  /** Whether there may be something to trim, as a guess that costs little. */
  boolean isLarge() {
    int last = count() - 1;
    return last >= SMALL_BLOCKS
        && get(last, BLOCK_OFFSET) + get(last, BLOCK_SIZE) - segment.end() > SPARE;
  }
}
