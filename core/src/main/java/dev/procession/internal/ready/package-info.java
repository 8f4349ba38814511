/**
 * Waiting for things without taking them: what is common to all that {@link
 * dev.procession.Processes#wait} waits for and that is no process. Those who make such things say
 * here how to wait for them.
 */
@NullMarked
package dev.procession.internal.ready;

import org.jspecify.annotations.NullMarked;
