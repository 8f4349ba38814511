/**
 * {@code procession list} and {@code procession clean}: what programs share, and what they left.
 */
package dev.procession.cli.shared;
