/** What crosses a socket: round trips, damaged bytes, frames in pieces, messages about culprits. */
package dev.procession.internal.wire;
