/** The program at the head of {@code docs/from-python.md}. */
@NullMarked
package dev.procession.examples.frompython;

import org.jspecify.annotations.NullMarked;
