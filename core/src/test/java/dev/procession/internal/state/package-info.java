/** Tests of copying static fields, most of them with a real child JVM. */
package dev.procession.internal.state;
