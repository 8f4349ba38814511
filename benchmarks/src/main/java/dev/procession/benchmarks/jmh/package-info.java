/**
 * JMH benchmarks: steps that one process does alone, or that need JMH's modes and profilers. Run
 * with {@code ./procession bench --jmh PATTERN}.
 */
@NullMarked
package dev.procession.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
