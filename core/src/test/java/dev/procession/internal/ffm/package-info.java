/** Native calls, each against the real kernel and, where it takes two, a real process. */
package dev.procession.internal.ffm;
