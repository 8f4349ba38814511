/**
 * Looking at what the programs of this machine share, from outside and without disturbing them.
 *
 * <p>The command {@code procession list} prints what is found here, {@code procession clean}
 * removes what the dead have left.
 */
@NullMarked
package dev.procession.inspect;

import org.jspecify.annotations.NullMarked;
