/**
 * What runs the examples and checks what they show, for the command {@code procession examples} and
 * for the tests. {@link dev.procession.examples.run.Catalogue} has all of them.
 */
@NullMarked
package dev.procession.examples.run;

import org.jspecify.annotations.NullMarked;
