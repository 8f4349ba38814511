/** Tests of log records that travel from children to the logging of their parent. */
package dev.procession.internal.log;
