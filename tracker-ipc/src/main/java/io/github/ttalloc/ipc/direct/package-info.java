/**
 * Direct mode: JVM producers whose events are on a shared queue before a report returns.
 */
package io.github.ttalloc.ipc.direct;
