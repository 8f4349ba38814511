/** Tests of how channels get from process to process. */
package dev.procession.internal.passing;
