/**
 * Copies the static fields of the program's own classes into a child JVM, so that code finds there
 * what it would find after a fork.
 *
 * <p>{@code StaticState} is the way in. The parent's side begins at the task: {@code Reach} follows
 * its code and the objects that are copied, {@code ClassScan} reads one class file, {@code
 * ClassNode} and {@code MethodNode} keep what was found, {@code Program} says which classes are the
 * program's own. {@code StaticField} is one field in the parent, {@code RestoredField} in the
 * child.
 */
@NullMarked
package dev.procession.internal.state;

import org.jspecify.annotations.NullMarked;
