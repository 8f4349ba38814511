/**
 * Child processes, and what every part of Procession shares: the functions that may travel to
 * another process, how children are started, and what can go wrong.
 *
 * {@snippet lang="java" :
 * String to = "eva";
 * var child = ChildProcess.of(() -> System.out.println("a mail to " + to));
 * child.start();
 * child.join();
 * System.out.println(child.exitCode()); // OptionalInt[0]
 * }
 *
 * <h2>In this package</h2>
 *
 * <ul>
 *   <li>{@link dev.procession.ChildProcess} is one process, with the manners of a {@link Thread}:
 *       it is started, waited for, interrupted, and it can be killed.
 *   <li>{@link dev.procession.Processes} knows who runs: this process, its parent, its children;
 *       and waits for several things at once.
 *   <li>{@link dev.procession.Context} says how children are started, {@link
 *       dev.procession.StartMethod} in which way: heap, options, environment, output, spares.
 *   <li>{@link dev.procession.Task}, {@link dev.procession.Action}, {@link dev.procession.Fn} and
 *       {@link dev.procession.Fn2} are the functions that can be sent to a process. A lambda or a
 *       method reference written where one is expected just works.
 *   <li>{@link dev.procession.ProcessionException} is above most exceptions of Procession. What a
 *       task throws comes back as what it is; what cannot be rebuilt comes as a {@link
 *       dev.procession.RemoteTaskException} with all that was known of it.
 * </ul>
 *
 * <p>Many programs need none of these by name: they begin with a {@link
 * dev.procession.pool.ProcessPool}, which is an {@link java.util.concurrent.ExecutorService}, and a
 * lambda. The packages {@link dev.procession.channel}, {@link dev.procession.sync}, {@link
 * dev.procession.memory} and {@link dev.procession.manager} have what processes work together by.
 *
 * <h2>Who ends whom</h2>
 *
 * A program that ends waits for its child processes, except for those that are daemons: it ends
 * them. A process that is killed, or ended by a signal, takes everything below it along.
 *
 * <h2>What travels</h2>
 *
 * Arguments, results and functions are copied between processes. A change that a task makes to its
 * argument, to a captured variable or to a static field is made in its own process only. What
 * cannot be copied fails with a {@link dev.procession.NotSendableException} that names the culprit.
 *
 * <p>Strings, boxed primitives, primitive arrays, enums, records of those, and lists of those take
 * a fast path; everything else goes through JDK serialization, so it must be {@link
 * java.io.Serializable}. Records need not be, if their package is open to Procession (on the class
 * path it always is).
 *
 * <h2>Memory visibility</h2>
 *
 * Actions in a thread before it hands an object to another process happen-before the reading of
 * that object there; actions of a task happen-before the reading of its result. Nothing else is
 * shared.
 *
 * <h2>Nulls and durations</h2>
 *
 * Unless a method says otherwise, a null argument throws {@link NullPointerException}; a {@link
 * java.time.Duration} of zero or less means "do not wait", and one too long for a {@code long} of
 * nanoseconds (about 292 years) means "for ever".
 *
 * <h2>Channels of the JDK travel too</h2>
 *
 * Of the JDK's channels these are sent as what they are, on Linux: connected {@link
 * java.nio.channels.SocketChannel}s and listening {@link java.nio.channels.ServerSocketChannel}s,
 * both TCP and Unix-domain, {@link java.nio.channels.FileChannel}s of files, and the ends of a
 * {@link java.nio.channels.Pipe}. The receiver has one more channel for the same socket, file or
 * pipe, which it closes itself; the sender may close its own as soon as the call that sends it has
 * returned. In detail:
 *
 * <ul>
 *   <li>The sender must live until the receiver has read the object; it keeps the channel for it,
 *       for a minute at least ({@code -Ddev.procession.descriptors.keep=PT60S}), and for longer
 *       while its own is open. One object that is sent is received once: where several shall have
 *       the channel, send it to each. The function of a call of a pool is sent to each worker; what
 *       it brings is closed there when the call is over.
 *   <li>As long as anyone has it, the other side of a connection sees no end, and a port stays
 *       taken.
 *   <li>Each process has its own mode, blocking or not, and its own registrations with selectors. A
 *       file has its own position, which begins where the sender's was.
 *   <li>In a child all addresses are right. In the program's own JVM a listening socket, and a
 *       Unix-domain socket with a path, tell another local address than they have, unless it was
 *       started with {@code --add-opens java.base/sun.nio.ch=ALL-UNNAMED}.
 *   <li>A child that is a thread has the parent's own objects, as always.
 * </ul>
 */
@NullMarked
package dev.procession;

import org.jspecify.annotations.NullMarked;
