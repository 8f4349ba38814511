/**
 * The user's function: found in the parent, called in the workers.
 *
 * <p>In the parent, {@link dev.procession.cli.function.FunctionFinder} reads class files and
 * nothing else, so that no code of the user's runs there: what is in the jar cannot hurt the
 * process that holds the output. What it finds is a {@link
 * dev.procession.cli.function.FunctionTarget}.
 *
 * <p>To the workers goes a {@link dev.procession.cli.function.RecordJob}. There the target is
 * resolved once, and then for each record: bytes are converted to an argument, the function is
 * called, its result is converted to bytes. All of that is work done in parallel, and a failure of
 * any of it is the failure of that record.
 */
@NullMarked
package dev.procession.cli.function;

import org.jspecify.annotations.NullMarked;
