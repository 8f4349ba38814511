/** The programs that the README shows. Written as users write, without annotations for nulls. */
@NullUnmarked
package dev.procession.examples.readme;

import org.jspecify.annotations.NullUnmarked;
