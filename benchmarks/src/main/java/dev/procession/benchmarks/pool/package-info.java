/**
 * The group {@code pool}: process pools, beside CPython's two and a pool of threads.
 *
 * <p>{@link dev.procession.benchmarks.pool.PoolBenchmarks} is the list of lines; one class for each
 * side says how that side does the work, in its best form.
 */
@NullMarked
package dev.procession.benchmarks.pool;

import org.jspecify.annotations.NullMarked;
