/**
 * {@code procession doctor}: what this machine and this setup give to programs that start child
 * JVMs, and what they lack.
 */
@NullMarked
package dev.procession.cli.doctor;

import org.jspecify.annotations.NullMarked;
