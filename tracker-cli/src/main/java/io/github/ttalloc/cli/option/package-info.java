/**
 * Options that several commands take.
 */
package io.github.ttalloc.cli.option;
