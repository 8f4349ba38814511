package dev.procession.internal.shm;

import java.util.Random;

/** Writes nonsense into a log of records, as a process gone wild would. */
public final class LogDamage {
  private LogDamage() {}

  /** Overwrites one word that tells where things are. */
  public static void damage(Segment segment, Random random) {
    long nonsense =
        switch (random.nextInt(4)) {
          case 0 -> random.nextLong();
          case 1 -> -1;
          case 2 -> random.nextInt(1 << 20);
          default -> 1L << random.nextInt(64);
        };
    long line = random.nextBoolean() ? RecordLogLayout.PUTS : RecordLogLayout.TAKES;
    long word =
        switch (random.nextInt(5)) {
          case 0 -> line + RecordLogLayout.SLOT + 8L * random.nextInt(6);
          case 1 -> RecordLogLayout.blockEntry(random.nextInt(3)) + 8L * random.nextInt(3);
          case 2 -> RecordLogLayout.BLOCKS & -8;
          case 3 -> RecordLogLayout.LEASES_EVER & -8;
          // The header of the first record.
          default -> segment.dataOffset();
        };
    segment.setLong(word, nonsense);
    if (random.nextBoolean()) {
      // Seen only if the turn has gone on.
      segment.setLong(line, segment.getLong(line) + 1);
    }
  }
}
