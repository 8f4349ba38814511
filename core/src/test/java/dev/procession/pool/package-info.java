/** The pool's contract: calls, lifetime, cancellation, callbacks, recycling. */
package dev.procession.pool;
