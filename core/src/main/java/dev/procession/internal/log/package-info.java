/**
 * Log records of child JVMs, on the side of the parent that publishes them.
 *
 * <p>A child sends each record as one frame on its control socket (see {@code internal.forward}).
 * Here {@code ChildLog} takes the frames of one child from the supervisor's thread, {@code
 * LogPublisher} publishes those of all children on a thread of its own, and a {@code LogSink} hands
 * them to the logging of this program. {@code Levels} tells children which levels to begin with.
 *
 * <p>The module {@code java.logging} may be missing: only classes whose name says so use it.
 */
@NullMarked
package dev.procession.internal.log;

import org.jspecify.annotations.NullMarked;
