/**
 * Channels of the JDK on their way to another process: the sender keeps a duplicate of the
 * descriptor and sends a {@linkplain dev.procession.internal.passing.ChannelTicket ticket}, against
 * which the {@linkplain dev.procession.internal.passing.ChannelDesk desk} hands it out; the
 * receiver makes a {@linkplain dev.procession.internal.passing.ChannelAdoption channel} of it.
 *
 * <p>Nothing here is loaded, linked or started before the first channel is sent.
 */
@NullMarked
package dev.procession.internal.passing;

import org.jspecify.annotations.NullMarked;
