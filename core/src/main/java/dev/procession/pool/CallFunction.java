package dev.procession.pool;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A function on its way to workers: encoded once, sent to each worker before the first chunk that
 * names it.
 *
 * @param number its name in messages, unique in this process until numbers wrap around
 * @param bytes the encoded function
 */
record CallFunction(int number, byte[] bytes) {
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  static CallFunction of(byte[] bytes) {
    int number = NUMBERS.incrementAndGet();
    return new CallFunction(
        number == Protocol.CALL_ITEM ? NUMBERS.incrementAndGet() : number, bytes);
  }
}
