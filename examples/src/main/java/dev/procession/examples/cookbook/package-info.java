/** The programs of {@code docs/cookbook.md}. All are run and checked by the build. */
@NullMarked
package dev.procession.examples.cookbook;

import org.jspecify.annotations.NullMarked;
