/**
 * What crosses a socket: frames, and objects in them.
 *
 * <p>{@code Frames} cuts a byte stream into typed messages. {@code ObjectCodec} turns objects into
 * bytes and back: a tagged fast path for plain values, JDK serialization for the rest. {@code
 * ErrorCodec} sends exceptions as data, so that one that cannot be rebuilt is still reported in
 * full. What cannot be sent is explained by {@code Culprit} and {@code LambdaSite}.
 */
@NullMarked
package dev.procession.internal.wire;

import org.jspecify.annotations.NullMarked;
