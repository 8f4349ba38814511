/**
 * {@code procession map}: a function over each record of an input, in worker processes.
 *
 * <p>{@link dev.procession.cli.map.MapCommand} holds the options and checks them, {@code MapRun}
 * does the work, {@code Results} is what it has to show for it: the output, the failures and the
 * journal, always in step with one another.
 */
@NullMarked
package dev.procession.cli.map;

import org.jspecify.annotations.NullMarked;
