/** Replays what the fuzzer has found. */
package dev.procession.fuzz;
