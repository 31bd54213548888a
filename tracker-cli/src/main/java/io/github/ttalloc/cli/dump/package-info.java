/**
 * The command {@code dump}.
 */
package io.github.ttalloc.cli.dump;
