/**
 * Every call of the operating system that the JDK does not offer, and nothing else.
 *
 * <p>One handle of {@code syscall(2)} serves them all: each further signature would cost a fresh
 * JVM milliseconds. Linking it takes tens of milliseconds once, so nothing here is touched before
 * somebody has to sleep, to wake a sleeper, or needs memory that no file system limits, or passes
 * descriptors. Where it is not available, {@link dev.procession.internal.ffm.Syscalls#available()}
 * says so and the callers have another way.
 */
@NullMarked
package dev.procession.internal.ffm;

import org.jspecify.annotations.NullMarked;
