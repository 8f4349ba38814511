/**
 * The group {@code sync}: locks, semaphores, events, conditions and barriers beside those of
 * CPython between processes and those of the JDK between threads.
 */
@NullMarked
package dev.procession.benchmarks.sync;

import org.jspecify.annotations.NullMarked;
