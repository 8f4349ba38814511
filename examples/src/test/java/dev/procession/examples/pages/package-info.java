/**
 * Holds what the pages of the documentation show: their Java is that of programs which run, their
 * links lead somewhere.
 */
package dev.procession.examples.pages;
