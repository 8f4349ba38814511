/**
 * Objects that live in one process, the manager, and are used by any number of others through
 * proxies: {@link dev.procession.manager.Manager} is the way in.
 */
@NullMarked
package dev.procession.manager;

import org.jspecify.annotations.NullMarked;
