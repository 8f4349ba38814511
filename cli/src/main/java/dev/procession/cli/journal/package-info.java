/**
 * The journal of a run: what a later run needs in order to go on where this one was stopped, by
 * whatever.
 *
 * <h2>Why nothing is lost and nothing is twice</h2>
 *
 * The output is written in front, the journal limps behind. An entry says: <em>when the output has
 * this length, these records remain</em>. It is written only after that much of the output is on
 * the disk, and it replaces the entry before in one step (written aside, synced, renamed). So at
 * any moment the disk holds a true entry, and perhaps some output beyond it. A later run cuts that
 * off and does again what remained then.
 *
 * <p>Records between the last entry and the end may so be <em>run</em> twice; their results are in
 * the output once.
 */
@NullMarked
package dev.procession.cli.journal;

import org.jspecify.annotations.NullMarked;
