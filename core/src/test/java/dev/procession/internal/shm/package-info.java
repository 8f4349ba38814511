/** The words in shared memory: who may do what to them, also when one side is killed. */
package dev.procession.internal.shm;
