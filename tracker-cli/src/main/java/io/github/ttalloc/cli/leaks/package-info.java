/**
 * The command {@code leaks}.
 */
package io.github.ttalloc.cli.leaks;
