/**
 * The group {@code memory}: numbers, arrays and plain bytes that processes share, beside those of
 * CPython and those that threads share.
 */
@NullMarked
package dev.procession.benchmarks.memory;

import org.jspecify.annotations.NullMarked;
