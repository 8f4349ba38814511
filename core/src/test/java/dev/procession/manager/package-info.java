/** What the package {@code dev.procession.manager} promises. */
@NullMarked
package dev.procession.manager;

import org.jspecify.annotations.NullMarked;
