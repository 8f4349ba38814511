/** The words of synchronizers under two threads, as two processes would use them. */
package dev.procession.sync;
