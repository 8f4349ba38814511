/** Child JVMs: how they are started and told from strangers. */
package dev.procession.internal.proc;
