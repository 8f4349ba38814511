/**
 * Shows how far the work is, on standard error: a bar on a terminal, a line every few seconds
 * elsewhere.
 *
 * <p>The thread that works only counts, in a {@link dev.procession.cli.progress.Meter}, and so does
 * a listener of the pool; a {@link dev.procession.cli.progress.ProgressReporter} looks at the meter
 * now and then from a thread of its own. So neither loading the library that draws the bar nor a
 * slow terminal holds up the work.
 */
@NullMarked
package dev.procession.cli.progress;

import org.jspecify.annotations.NullMarked;
