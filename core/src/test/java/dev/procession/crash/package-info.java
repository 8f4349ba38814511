/** What callers see when something dies; {@code docs/failure-model.md} lists these tests. */
package dev.procession.crash;
