/**
 * The {@code procession} command.
 *
 * <p>{@link dev.procession.cli.Main} is the entry point. Each subcommand is one class that holds
 * its options and hands them, checked, to the code that does the work:
 *
 * <ul>
 *   <li>{@link dev.procession.cli.map} calls a function over each record of an input. It reads
 *       {@link dev.procession.cli.records records}, sends them to a {@link
 *       dev.procession.cli.function function} in worker processes, and keeps a {@link
 *       dev.procession.cli.journal journal} from which an interrupted run goes on.
 *   <li>{@link dev.procession.cli.demo} does something similar with the JDK's own class files.
 *   <li>{@code bench} and {@code examples} are doors to what only a checkout has.
 * </ul>
 *
 * <p>Rules that hold everywhere: standard output is data, standard error is messages; a mistake in
 * the arguments is one line and exit code 2, before any worker starts; a class is loaded only by
 * the subcommand that needs it, since the time until something happens is part of the product.
 */
@NullMarked
package dev.procession.cli;

import org.jspecify.annotations.NullMarked;
