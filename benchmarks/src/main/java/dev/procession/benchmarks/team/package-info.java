/**
 * Several at work on one thing: an operation that is done again and again, by one thread, by
 * threads of one JVM or by processes, all beginning and ending at the same time.
 */
@NullMarked
package dev.procession.benchmarks.team;

import org.jspecify.annotations.NullMarked;
