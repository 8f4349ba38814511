/**
 * The programs that {@code docs/guide.md} shows. Written as users write, without annotations for
 * nulls.
 */
@NullUnmarked
package dev.procession.examples.guide;

import org.jspecify.annotations.NullUnmarked;
