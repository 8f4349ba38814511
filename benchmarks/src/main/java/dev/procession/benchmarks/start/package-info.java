/**
 * The group {@code start}: how fast children begin and end, and what those cost that stand by;
 * beside CPython's start methods, a bare {@code java}, and the least program there is.
 *
 * <p>{@link dev.procession.benchmarks.start.StartBenchmarks} is the list of lines; one class for
 * each side says how that side does the work.
 */
@NullMarked
package dev.procession.benchmarks.start;

import org.jspecify.annotations.NullMarked;
