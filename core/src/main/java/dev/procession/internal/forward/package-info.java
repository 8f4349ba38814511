/**
 * Log records of a child JVM, on the side of the child that sends them to its parent.
 *
 * <p>A child is started with {@code ForwardingLogManager} as the manager of {@code
 * java.util.logging}. So nothing of this is loaded before the child first logs, and the one handler
 * of the root logger then is {@code ForwardingHandler}. {@link System.Logger} leads there too,
 * unless the program has put another framework in its place; that one then logs as it does in the
 * parent.
 *
 * <p>Exported to {@code java.logging}, which makes the instances, and to nobody else.
 */
@NullMarked
package dev.procession.internal.forward;

import org.jspecify.annotations.NullMarked;
