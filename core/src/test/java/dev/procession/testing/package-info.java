/**
 * What tests share: the check that a test leaves nothing behind, and the account of which
 * behaviours of Python's {@code multiprocessing} the tests hold.
 */
package dev.procession.testing;
