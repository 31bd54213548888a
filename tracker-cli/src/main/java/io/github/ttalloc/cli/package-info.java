/**
 * The program {@code ttalloc}: its commands and how they print.
 */
package io.github.ttalloc.cli;
