/** Servers of several processes: real clients, real workers, and what happens when either dies. */
package dev.procession.server;
