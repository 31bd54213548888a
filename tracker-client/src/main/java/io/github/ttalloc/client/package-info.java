/**
 * What a runtime embeds to report its allocations: a reporter over a ring in shared memory that belongs to this
 * process alone. Needs the JDK and no JVM flags.
 */
package io.github.ttalloc.client;
