/** What queues, pipes and connections promise. */
package dev.procession.channel;
