/**
 * Classes for child processes that exist in a class loader of the parent only: those of the source
 * launcher, of JShell, of executable jars with jars inside, of application servers and the like.
 *
 * <p>The parent gives numbers to such loaders ({@code ClassDesk}) and answers questions about them
 * ({@code ClassServer}). The child has one {@code ShippedLoader} for each number, which asks for
 * every class which loader of the parent defines it, and lets the loader of that number define it.
 * So the child's loaders relate to each other as the parent's do, whatever their order of
 * delegation.
 */
@NullMarked
package dev.procession.internal.ship;

import org.jspecify.annotations.NullMarked;
