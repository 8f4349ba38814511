/**
 * jcstress tests of the words in shared memory. They are in the package of what they test, since
 * that is not public; on the class path this is allowed.
 */
@NullMarked
package dev.procession.internal.shm;

import org.jspecify.annotations.NullMarked;
