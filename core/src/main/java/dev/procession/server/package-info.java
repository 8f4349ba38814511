/**
 * Socket servers of several processes, over TCP and Unix-domain sockets.
 *
 * <p>{@link dev.procession.server.ProcessServer} is the way in. Its connections are handled by
 * child processes, so that a handler that crashes, hangs, leaks or fills its heap costs the
 * connections of one process and not the server. {@link dev.procession.server.ServerMode} says how
 * connections get to processes; {@link dev.procession.server.ConnectionHandler} handles one
 * connection, {@link dev.procession.server.ListenerHandler} runs a whole server in each worker.
 *
 * {@snippet lang="java" :
 * try (var server = ProcessServer.open(new InetSocketAddress(8080), c -> c.workers(4), Echo::talk)) {
 *   server.join();
 * }
 * }
 *
 * <p>A worker that dies is replaced, one that is stuck is killed and replaced, one that grew old or
 * fat is replaced first and leaves then. {@code reload} puts a new handler in the place of the old
 * one without refusing or dropping a connection.
 *
 * <h2>Inside</h2>
 *
 * {@code Supervisor} is the one thread that owns a server with workers; {@code WorkerProcess} is a
 * worker as it sees it, {@code WorkerTask} what runs in the worker's process, and {@code
 * WorkerBoard} the memory between them. {@code ConnectionProcesses} is the server with a process
 * for each connection.
 */
@NullMarked
package dev.procession.server;

import org.jspecify.annotations.NullMarked;
