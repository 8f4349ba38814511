/**
 * Tests in the places where Java programs run: launchers and containers with loaders of their own.
 */
package dev.procession.hosts;
