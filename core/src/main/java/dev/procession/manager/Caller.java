package dev.procession.manager;

/**
 * Who calls: a thread of a process.
 *
 * @param client the process
 * @param thread the thread's number there
 */
record Caller(Client client, long thread) {}
