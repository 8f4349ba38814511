/** Tests of waiting for things without taking them. */
package dev.procession.internal.ready;
