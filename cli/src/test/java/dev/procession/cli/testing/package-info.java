/**
 * Support for the tests of the command: child JVMs that run it, and a jar with functions for it.
 */
@NullMarked
package dev.procession.cli.testing;

import org.jspecify.annotations.NullMarked;
