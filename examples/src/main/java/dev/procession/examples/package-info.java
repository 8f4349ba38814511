/** Numbered programs, one idea each. All are run and checked by the build. */
@NullMarked
package dev.procession.examples;

import org.jspecify.annotations.NullMarked;
