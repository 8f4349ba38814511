package dev.procession.channel;

import java.util.Objects;

/**
 * How a queue is to behave. Immutable: each method returns a copy with one setting changed.
 *
 * {@snippet lang="java" :
 * var jobs = SharedQueue.<Job>create(c -> c.name("jobs").capacity(1000).maxBytes(64 << 20));
 * }
 */
public final class QueueConfig {
  private static final QueueConfig STANDARD = new QueueConfig("", 0, 0, false, false);

  private final String name;
  private final int capacity;
  private final long maxBytes;
  private final boolean leased;
  private final boolean endsWithProducers;

  private QueueConfig(
      String name, int capacity, long maxBytes, boolean leased, boolean endsWithProducers) {
    this.name = name;
    this.capacity = capacity;
    this.maxBytes = maxBytes;
    this.leased = leased;
    this.endsWithProducers = endsWithProducers;
  }

  static QueueConfig standard() {
    return STANDARD;
  }

  /**
   * What people call the queue, in messages and in {@code procession list}. None at first; cut to
   * 64 bytes of UTF-8.
   *
   * @param newName the name
   * @return a copy with this name
   * @throws NullPointerException if {@code newName} is null
   */
  public QueueConfig name(String newName) {
    return new QueueConfig(
        Objects.requireNonNull(newName, "name"), capacity, maxBytes, leased, endsWithProducers);
  }

  /**
   * The most items at a time. Any number at first.
   *
   * <p>Python: {@code maxsize}; but there zero means any number.
   *
   * @param newCapacity how many; at least 1
   * @return a copy with this bound
   * @throws IllegalArgumentException if {@code newCapacity} is not positive
   */
  public QueueConfig capacity(int newCapacity) {
    if (newCapacity <= 0) {
      throw new IllegalArgumentException(
          "not positive: capacity=" + newCapacity + "; leave it out for a queue without bound");
    }
    return new QueueConfig(name, newCapacity, maxBytes, leased, endsWithProducers);
  }

  /**
   * The most bytes at a time that items may take: of each its encoded form, up to the next multiple
   * of 8, and 8 more. Any number at first. An item that could never fit is refused.
   *
   * @param newMaxBytes how many; at least 8
   * @return a copy with this bound
   * @throws IllegalArgumentException if {@code newMaxBytes} is less than 8
   */
  public QueueConfig maxBytes(long newMaxBytes) {
    if (newMaxBytes < Long.BYTES) {
      throw new IllegalArgumentException(
          "too few for any item: maxBytes=" + newMaxBytes + "; 8 is the least");
    }
    return new QueueConfig(name, capacity, newMaxBytes, leased, endsWithProducers);
  }

  /**
   * Whether items can be taken on lease: {@link SharedQueue#lease()}. Not at first.
   *
   * @param newLeased true if they can
   * @return a copy with this setting
   */
  public QueueConfig leased(boolean newLeased) {
    return new QueueConfig(name, capacity, maxBytes, newLeased, endsWithProducers);
  }

  /**
   * Whether takers are told when the queue is empty and nobody is left who puts: by {@link
   * QueueClosedException}. Not at first: they wait for new producers.
   *
   * <p>A process is a producer from its first put until it calls {@link SharedQueue#finish()},
   * closes the queue, ends or dies. As long as there has been none, takers wait.
   *
   * @param newEndsWithProducers true if they are told
   * @return a copy with this setting
   */
  public QueueConfig endsWithProducers(boolean newEndsWithProducers) {
    return new QueueConfig(name, capacity, maxBytes, leased, newEndsWithProducers);
  }

  String name() {
    return name;
  }

  int capacity() {
    return capacity;
  }

  long maxBytes() {
    return maxBytes;
  }

  boolean leased() {
    return leased;
  }

  boolean endsWithProducers() {
    return endsWithProducers;
  }
}
