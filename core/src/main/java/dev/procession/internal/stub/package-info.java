/**
 * Lambdas on their way to other processes, sent as what they are made of.
 *
 * <p>Begin with {@link dev.procession.internal.stub.ActionCodec}.
 */
@NullMarked
package dev.procession.internal.stub;

import org.jspecify.annotations.NullMarked;
