/**
 * The command {@code procession bench}: measures Procession beside its peers.
 *
 * <p>{@link dev.procession.benchmarks.Bench} is the command, {@link
 * dev.procession.benchmarks.Catalogue} the list of all groups. A new group is a package with one
 * class that lists its lines, and a line in the catalogue.
 */
@NullMarked
package dev.procession.benchmarks;

import org.jspecify.annotations.NullMarked;
