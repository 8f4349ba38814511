/**
 * The one harness: what a benchmark line is, who takes part in it, and how they are measured.
 *
 * <p>A {@link dev.procession.benchmarks.harness.BenchmarkLine} names a piece of work, and for
 * Procession and each {@link dev.procession.benchmarks.harness.Peer} a way to open a {@link
 * dev.procession.benchmarks.harness.Contestant} that does it. The {@link
 * dev.procession.benchmarks.harness.Harness} lets all contestants of a line take turns, so that
 * whatever else the machine does meanwhile hits them alike, and gives one {@link
 * dev.procession.benchmarks.harness.Comparison} for each figure and peer.
 */
@NullMarked
package dev.procession.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
