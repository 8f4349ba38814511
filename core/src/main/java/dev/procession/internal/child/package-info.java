/**
 * What runs a child process: a JVM of its own or a thread of this one, behind one interface.
 *
 * <p>Begin with {@link dev.procession.internal.child.ChildRun}. {@link
 * dev.procession.internal.child.JvmRun} is the parent's side of a JVM, {@link
 * dev.procession.internal.child.ProcessBody} the child's.
 */
@NullMarked
package dev.procession.internal.child;

import org.jspecify.annotations.NullMarked;
