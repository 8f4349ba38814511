/**
 * {@code procession top}: how the pools of all running programs are doing, again and again.
 *
 * <p>A {@link dev.procession.cli.top.Snapshot} is taken from shared memory and {@code /proc}; two
 * of them give rates. {@link dev.procession.cli.top.TopTable} and {@link
 * dev.procession.cli.top.TopJson} show it, {@link dev.procession.cli.top.Screen} is the terminal.
 */
@NullMarked
package dev.procession.cli.top;

import org.jspecify.annotations.NullMarked;
