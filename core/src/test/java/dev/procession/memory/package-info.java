/** Tests of shared memory. */
package dev.procession.memory;
