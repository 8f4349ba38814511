/** Child processes: what all start methods have in common, their contexts, whole programs. */
package dev.procession.process;
