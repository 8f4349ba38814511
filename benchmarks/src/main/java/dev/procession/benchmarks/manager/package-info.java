/** The group {@code manager}: calls of objects in a manager, beside those of CPython's manager. */
@NullMarked
package dev.procession.benchmarks.manager;

import org.jspecify.annotations.NullMarked;
