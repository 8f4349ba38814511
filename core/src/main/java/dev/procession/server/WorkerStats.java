package dev.procession.server;

/**
 * What is known of one worker at one moment.
 *
 * @param pid its process id; 0 while the process is being started
 * @param name the name of the process
 * @param generation which of the server's handlers it runs, from 1; each reload makes a new one
 * @param state where it is in its life
 * @param accepted connections it has accepted
 * @param active connections it handles now
 * @param completed connections whose handler has returned
 * @param failed connections whose handler has thrown, or was ended for its time
 * @param residentBytes memory of its process, as it last measured; 0 before that
 */
public record WorkerStats(
    long pid,
    String name,
    long generation,
    WorkerState state,
    long accepted,
    long active,
    long completed,
    long failed,
    long residentBytes) {}
