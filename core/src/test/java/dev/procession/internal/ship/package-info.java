/** Tests of class shipping. */
package dev.procession.internal.ship;
