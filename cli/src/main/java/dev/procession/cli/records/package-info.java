/**
 * Records: how they lie in a file, how they are read without ever holding the whole file, and which
 * of them are still to be done.
 */
@NullMarked
package dev.procession.cli.records;

import org.jspecify.annotations.NullMarked;
