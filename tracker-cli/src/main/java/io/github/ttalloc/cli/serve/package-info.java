/**
 * The recorder as a program.
 */
package io.github.ttalloc.cli.serve;
