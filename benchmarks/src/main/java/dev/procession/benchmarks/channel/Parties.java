package dev.procession.benchmarks.channel;

/** How many put in and how many take out. */
record Parties(int putters, int takers) {
  static final Parties ONE_TO_ONE = new Parties(1, 1);
  static final Parties MANY_TO_ONE = new Parties(4, 1);
  static final Parties ONE_TO_MANY = new Parties(1, 4);
  static final Parties TWO_TO_TWO = new Parties(2, 2);

  /** More would take longer than anybody waits, and numbers have an end. */
  private static final int MOST = 1 << 30;

  /** The number of items next to a given one of which everybody has an equal share. */
  int even(long items) {
    int all = putters * takers;
    int share = Math.clamp(items / all, 1, MOST / all);
    return share * all;
  }

  @Override
  public String toString() {
    return putters + "-" + takers;
  }
}
