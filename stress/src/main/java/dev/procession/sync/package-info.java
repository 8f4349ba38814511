/** The words of semaphores and events under two threads, as two processes would use them. */
package dev.procession.sync;
