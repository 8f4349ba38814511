/**
 * What the benchmarks must know of spare JVMs and nobody else need: it is in the package of what it
 * looks at, since that is not public; on the class path this is allowed.
 */
@NullMarked
package dev.procession.internal.proc;

import org.jspecify.annotations.NullMarked;
