/**
 * The command {@code tail}.
 */
package io.github.ttalloc.cli.tail;
