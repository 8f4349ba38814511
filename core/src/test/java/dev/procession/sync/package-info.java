/** What the package {@code dev.procession.sync} promises, with real processes. */
@NullMarked
package dev.procession.sync;

import org.jspecify.annotations.NullMarked;
