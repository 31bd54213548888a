/**
 * The command {@code top}.
 */
package io.github.ttalloc.cli.top;
