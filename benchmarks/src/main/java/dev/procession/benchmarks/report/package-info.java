/**
 * What a run shows and keeps: a table for people, JSON lines for machines, and both on disk for
 * later comparison, never without the machine, the JDK and the commit.
 */
@NullMarked
package dev.procession.benchmarks.report;

import org.jspecify.annotations.NullMarked;
