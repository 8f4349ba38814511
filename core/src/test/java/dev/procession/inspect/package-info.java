/** What is seen of shared things from outside. */
@org.jspecify.annotations.NullMarked
package dev.procession.inspect;
